//! Diagnosis rows as the address asks for them: filtered, sorted, one page.

use std::cmp::Ordering;

use monitor::{Cell, DiagnosisView};
use serde::Deserialize;

/// Rows on one page.
pub(super) const PAGE: usize = 50;

/// What the address says about the rows.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    /// Words to look for, in any cell.
    #[serde(default)]
    pub(super) q: String,
    /// The key of the column to sort by.
    pub(super) sort: Option<String>,
    /// Largest first.
    #[serde(default)]
    pub(super) desc: Option<String>,
    /// The page, from 1.
    pub(super) page: Option<u32>,
}

impl Asked {
    pub(super) const fn descending(&self) -> bool {
        self.desc.is_some()
    }
}

/// The rows that match, in the order asked for.
pub(super) fn chosen<'a>(rows: &'a DiagnosisView, asked: &Asked) -> Vec<&'a Vec<Cell>> {
    let wanted = asked.q.trim().to_lowercase();
    let mut chosen: Vec<&Vec<Cell>> = rows
        .rows
        .iter()
        .filter(|row| wanted.is_empty() || row.iter().any(|cell| holds(cell, &wanted)))
        .collect();
    let sorted = asked.sort.as_deref();
    if let Some(at) = rows
        .columns
        .iter()
        .position(|column| Some(column.key) == sorted)
    {
        chosen.sort_by(|one, other| {
            let (one, other) = (one.get(at), other.get(at));
            // What Zoom did not say stands last either way.
            match (is_nothing(one), is_nothing(other)) {
                (false, false) if asked.descending() => compare(other, one),
                (false, false) => compare(one, other),
                (one, other) => one.cmp(&other),
            }
        });
    }
    chosen
}

fn holds(cell: &Cell, wanted: &str) -> bool {
    match cell {
        Cell::Text(text) => text.to_lowercase().contains(wanted),
        Cell::Number(number) => number.to_string().contains(wanted),
        Cell::Nothing(()) => false,
    }
}

const fn is_nothing(cell: Option<&Cell>) -> bool {
    matches!(cell, None | Some(Cell::Nothing(())))
}

fn compare(one: Option<&Cell>, other: Option<&Cell>) -> Ordering {
    match (one, other) {
        (Some(Cell::Number(one)), Some(Cell::Number(other))) => one.total_cmp(other),
        (Some(Cell::Text(one)), Some(Cell::Text(other))) => {
            one.to_lowercase().cmp(&other.to_lowercase())
        }
        (Some(Cell::Number(_)), _) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use monitor::{Cell, Column, ColumnKind, DiagnosisView};

    use super::{Asked, chosen};

    fn rows() -> DiagnosisView {
        let column = |key, kind| Column {
            key,
            title: key,
            kind,
        };
        DiagnosisView {
            run: "r".to_owned(),
            at: "2026-11-21T12:00:00Z".parse().unwrap(),
            total: 3,
            columns: vec![
                column("name", ColumnKind::Text),
                column("minutes", ColumnKind::Number),
            ],
            rows: vec![
                vec!["Bo".into(), 12.0.into()],
                vec!["Ada".into(), Cell::Nothing(())],
                vec!["Cy".into(), 7.5.into()],
            ],
        }
    }

    fn names(asked: &Asked) -> Vec<String> {
        let rows = rows();
        chosen(&rows, asked)
            .iter()
            .map(|row| rows.columns[0].say(&row[0]))
            .collect()
    }

    #[test]
    fn rows_sort_either_way_and_what_is_unknown_stands_last() {
        let sort = Some("minutes".to_owned());
        let up = Asked {
            sort: sort.clone(),
            ..Asked::default()
        };
        let down = Asked {
            sort,
            desc: Some("1".to_owned()),
            ..Asked::default()
        };
        assert_eq!(names(&up), ["Cy", "Bo", "Ada"]);
        assert_eq!(names(&down), ["Bo", "Cy", "Ada"]);
    }

    #[test]
    fn the_filter_looks_into_every_cell() {
        let asked = Asked {
            q: "7.5".to_owned(),
            ..Asked::default()
        };
        assert_eq!(names(&asked), ["Cy"]);
    }
}
