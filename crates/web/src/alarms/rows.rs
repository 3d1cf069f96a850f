//! Alarms as the address asks for them: open or all, filtered, sorted, one page.

use monitor::AlarmView;
use serde::Deserialize;

/// Alarms on one page.
pub(super) const PAGE: usize = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Words to look for.
    pub(super) q: String,
    /// `all` also shows what has cleared.
    pub(super) show: String,
    /// The key of the column to sort by; without it the worst come first, then the oldest.
    pub(super) sort: Option<String>,
    /// Largest first.
    pub(super) desc: Option<String>,
    /// The page, from 1.
    #[serde(default, deserialize_with = "crate::extract::page_if_any")]
    pub(super) page: Option<u32>,
}

impl Asked {
    pub(super) fn all(&self) -> bool {
        self.show == "all"
    }

    pub(super) const fn descending(&self) -> bool {
        self.desc.is_some()
    }

    /// The address's pairs, for a link that shows the same.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.all() {
            pairs.push(("show", "all".to_owned()));
        }
        if !self.q.is_empty() {
            pairs.push(("q", self.q.clone()));
        }
        if let Some(sort) = &self.sort {
            pairs.push(("sort", sort.clone()));
        }
        if self.descending() {
            pairs.push(("desc", "1".to_owned()));
        }
        pairs
    }
}

/// The alarms that match, in the order asked for. `alarms` are ranked already.
pub(super) fn chosen<'a>(alarms: &'a [AlarmView], asked: &Asked) -> Vec<&'a AlarmView> {
    let wanted = asked.q.trim().to_lowercase();
    let mut chosen: Vec<&AlarmView> = alarms
        .iter()
        .filter(|alarm| asked.all() || alarm.is_open())
        .filter(|alarm| wanted.is_empty() || holds(alarm, &wanted))
        .collect();
    match asked.sort.as_deref() {
        Some("level") => chosen.sort_by_key(|alarm| alarm.level),
        Some("title") => chosen.sort_by_key(|alarm| alarm.title.to_lowercase()),
        Some("opened") => chosen.sort_by_key(|alarm| alarm.opened_at),
        Some("seen") => chosen.sort_by_key(|alarm| {
            let seen = alarm.acknowledged.as_ref();
            seen.map(|seen| seen.by.to_lowercase()).unwrap_or_default()
        }),
        _ => return chosen,
    }
    if asked.descending() {
        chosen.reverse();
    }
    chosen
}

fn holds(alarm: &AlarmView, wanted: &str) -> bool {
    let seen = alarm.acknowledged.as_ref();
    let by = seen.map(|seen| seen.by.as_str()).unwrap_or_default();
    let note = seen.map(|seen| seen.note.as_str()).unwrap_or_default();
    let level = alarm.level.word();
    [
        &alarm.title,
        &alarm.sentence,
        by,
        note,
        level,
        alarm.kind.words(),
    ]
    .into_iter()
    .any(|text| text.to_lowercase().contains(wanted))
}

#[cfg(test)]
mod tests {
    use monitor::{AlarmKind, AlarmView, Level};

    use super::{Asked, chosen};

    fn alarm(title: &str, level: Level, opened_at: &str, open: bool) -> AlarmView {
        let opened_at = opened_at.parse().expect("an instant");
        AlarmView {
            id: title.to_owned(),
            kind: AlarmKind::Measure,
            level,
            title: title.to_owned(),
            sentence: format!("{title} is wrong."),
            probe: None,
            measure: None,
            label: String::new(),
            value: None,
            said: None,
            threshold: None,
            opened_at,
            changed_at: opened_at,
            cleared_at: (!open).then_some(opened_at),
            acknowledged: None,
            silenced: None,
            returns: 0,
        }
    }

    fn titles(asked: &Asked) -> Vec<String> {
        let alarms = [
            alarm("Delay", Level::Bad, "2026-11-21T12:00:00Z", true),
            alarm("Jitter", Level::Fair, "2026-11-21T10:00:00Z", true),
            alarm("Loss", Level::Poor, "2026-11-20T10:00:00Z", false),
        ];
        let chosen = chosen(&alarms, asked);
        chosen
            .into_iter()
            .map(|alarm| alarm.title.clone())
            .collect()
    }

    #[test]
    fn the_ranking_stands_unless_a_column_is_chosen() {
        assert_eq!(titles(&Asked::default()), ["Delay", "Jitter"]);
        let opened = Asked {
            sort: Some("opened".to_owned()),
            show: "all".to_owned(),
            ..Asked::default()
        };
        assert_eq!(titles(&opened), ["Loss", "Jitter", "Delay"]);
    }

    #[test]
    fn the_filter_looks_into_every_word() {
        let asked = Asked {
            q: "FAIR".to_owned(),
            ..Asked::default()
        };
        assert_eq!(titles(&asked), ["Jitter"]);
    }
}
