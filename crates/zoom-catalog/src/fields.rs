//! What a request may hold: the fields of its query and its JSON body, with their bounds.
//!
//! Facts only (type, required, minimum, maximum, length, enum, default); the words about them are
//! Zoom's. Path parameters stand in the operation's path. Master twins without a document of
//! their own have the fields of the plain operation.

use std::{collections::HashMap, sync::OnceLock};

use crate::operation::Operation;

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the query string.
    Query,
    /// In the JSON body.
    Body,
}

/// A field's JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are JSON Schema's")]
pub enum FieldKind {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    /// An array of strings.
    Strings,
    /// An array of numbers.
    Numbers,
    /// An array of anything else; objects' fields follow as `name[].field`.
    Array,
}

/// One field of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Query or body.
    pub place: Place,
    /// Dotted path, `[]` for each element of an array: `settings.breakout_room.rooms[].name`.
    pub path: &'static str,
    /// Its type.
    pub kind: FieldKind,
    /// Whether it must be there whenever its parent is.
    pub required: bool,
    /// Smallest value (of each element, for an array).
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// The values allowed; empty for any.
    pub one_of: Vec<&'static str>,
    /// What Zoom takes when it is absent.
    pub default: Option<&'static str>,
}

/// The fields of an operation's request; empty where it has none or no document describes it.
pub fn fields(operation: &Operation) -> &'static [Field] {
    static FIELDS: OnceLock<Vec<OnceLock<Vec<Field>>>> = OnceLock::new();
    let cells = FIELDS.get_or_init(|| {
        crate::operations()
            .iter()
            .map(|_| OnceLock::new())
            .collect()
    });
    let Some(cell) = cells.get(operation.index()) else {
        return &[];
    };
    cell.get_or_init(|| {
        blocks()
            .get(operation.key())
            .map(|block| block.lines().filter_map(read).collect())
            .unwrap_or_default()
    })
}

/// Whether a document describes the operation's request at all.
pub fn is_described(operation: &Operation) -> bool {
    blocks().contains_key(operation.key())
}

/// The lines of each operation's block.
fn blocks() -> &'static HashMap<&'static str, &'static str> {
    static BLOCKS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    BLOCKS.get_or_init(|| {
        let text = include_str!("../data/fields.tsv");
        let mut blocks = HashMap::with_capacity(1300);
        let mut same = Vec::new();
        for block in text.split("\n=").skip(1) {
            let (head, lines) = block.split_once('\n').unwrap_or((block, ""));
            match head.split_once('\t') {
                Some((key, other)) => same.push((key, other)),
                None => {
                    blocks.insert(head, lines);
                }
            }
        }
        for (key, other) in same {
            if let Some(lines) = blocks.get(other).copied() {
                blocks.insert(key, lines);
            }
        }
        blocks
    })
}

fn read(line: &'static str) -> Option<Field> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let place = match cell() {
        "q" => Place::Query,
        "b" => Place::Body,
        _ => return None,
    };
    let path = cell();
    let kind = cell();
    let required = kind.ends_with('!');
    let kind = match kind.trim_end_matches('!') {
        "i" => FieldKind::Integer,
        "n" => FieldKind::Number,
        "b" => FieldKind::Boolean,
        "o" => FieldKind::Object,
        "as" => FieldKind::Strings,
        "ai" | "an" => FieldKind::Numbers,
        array if array.starts_with('a') => FieldKind::Array,
        _ => FieldKind::String,
    };
    Some(Field {
        place,
        path,
        kind,
        required,
        min: cell().parse().ok(),
        max: cell().parse().ok(),
        max_length: cell().parse().ok(),
        one_of: cell()
            .split('|')
            .filter(|value| !value.is_empty())
            .collect(),
        default: Some(cell()).filter(|value| !value.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{operation, operations};

    fn field(key: &str, path: &str) -> &'static Field {
        fields(operation(key).unwrap())
            .iter()
            .find(|field| field.path == path)
            .unwrap()
    }

    #[test]
    fn bounds_of_a_meeting_are_zooms() {
        let create = "POST /users/{userId}/meetings";
        let duration = field(create, "duration");
        assert_eq!((duration.min, duration.max), (Some(1.0), Some(1440.0)));
        assert_eq!(duration.default, Some("60"));
        assert_eq!(field(create, "topic").max_length, Some(200));
        assert_eq!(field(create, "type").one_of, ["1", "2", "3", "8", "10"]);
        assert!(field(create, "recurrence.type").required);
        assert_eq!(
            field(create, "settings.jbh_time").one_of,
            ["0", "5", "10", "15"]
        );
        assert_eq!(
            field(create, "settings.breakout_room.rooms[].name").kind,
            FieldKind::String
        );
        assert_eq!(
            field(create, "settings.additional_data_center_regions").kind,
            FieldKind::Strings
        );
    }

    #[test]
    fn query_fields_have_their_place_and_bounds() {
        let size = field("GET /users", "page_size");
        assert_eq!((size.place, size.kind), (Place::Query, FieldKind::Integer));
        assert_eq!((size.max, size.default), (Some(2000.0), Some("30")));
        assert!(field("GET /metrics/quality", "from").required);
    }

    #[test]
    fn nearly_every_operation_is_described_and_master_twins_have_the_same_fields() {
        let described = operations().iter().filter(|op| is_described(op)).count();
        assert_eq!(described, 1203);
        assert_eq!(
            fields(operation("POST /accounts/{accountId}/users/{userId}/meetings").unwrap()),
            fields(operation("POST /users/{userId}/meetings").unwrap())
        );
        for op in operations() {
            for field in fields(op) {
                assert!(!field.path.is_empty(), "{op}");
            }
        }
    }
}
