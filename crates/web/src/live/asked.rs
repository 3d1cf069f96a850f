//! What the address of the list says: filter, order, page, columns.

use serde::Deserialize;
use ui::View;

use super::rows::{Field, Row};

/// The address of the list. Two addresses that mean the same are equal after [`Asked::tidy`], so
/// that their viewers share one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) q: String,
    pub(crate) sort: String,
    pub(crate) desc: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    pub(crate) page: u32,
    /// The keys of the columns shown; none shows the usual ones.
    pub(crate) column: Vec<String>,
}

impl Asked {
    /// The same, said in one way only.
    pub(crate) fn tidy(self) -> Self {
        let shown = self.fields();
        let usual = shown.iter().copied().eq(Field::usual());
        let named = shown.iter().map(|field| field.key().to_owned());
        Self {
            q: self.q.trim().chars().take(100).collect(),
            sort: Field::from_key(&self.sort).map_or_else(String::new, |field| field.key().into()),
            desc: if self.descending() { "1" } else { "" }.to_owned(),
            page: self.page.max(1),
            column: if usual { Vec::new() } else { named.collect() },
        }
    }

    pub(super) fn descending(&self) -> bool {
        self.desc == "1"
    }

    /// The columns shown, in the table's own order.
    pub(super) fn fields(&self) -> Vec<Field> {
        let named = |field: &Field| self.column.iter().any(|key| key == field.key());
        let asked: Vec<Field> = Field::ALL.into_iter().filter(named).collect();
        if asked.is_empty() {
            Field::usual().collect()
        } else {
            asked
        }
    }

    /// The pairs of the address.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let page = if self.page > 1 {
            self.page.to_string()
        } else {
            String::new()
        };
        [
            ("q", &self.q),
            ("sort", &self.sort),
            ("desc", &self.desc),
            ("page", &page),
        ]
        .into_iter()
        .chain(self.column.iter().map(|key| ("column", key)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .collect()
    }

    /// The same for the table's links; `page` is one that there is.
    pub(super) fn view(&self, page: u32) -> View {
        let columns = self
            .column
            .iter()
            .map(|key| ("column".to_owned(), key.clone()));
        View {
            path: super::PATH.to_owned(),
            filter: self.q.clone(),
            sort: (!self.sort.is_empty()).then(|| self.sort.clone()),
            descending: self.descending(),
            page,
            keep: columns.collect(),
        }
    }

    /// The rows that match, in the order asked for: the fullest first unless another is.
    pub(super) fn choose<'a>(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        let wanted = self.q.to_lowercase();
        let mut chosen: Vec<&Row> = rows.iter().filter(|row| row.matches(&wanted)).collect();
        if let Some(field) = Field::from_key(&self.sort) {
            chosen.sort_by(|one, other| {
                let order = field.compare(one, other);
                if self.descending() {
                    order.reverse()
                } else {
                    order
                }
            });
        }
        chosen
    }
}
