//! Which tests the list shows and in which order, as its address says.

use monitor::{State as Standing, TestView};
use serde::Deserialize;
use ui::View;

/// The address of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) q: String,
    sort: String,
    desc: String,
}

impl Asked {
    /// The tests that match, in the order asked for: layer by layer unless another is.
    pub(super) fn choose<'a>(&self, all: &'a [TestView]) -> Vec<&'a TestView> {
        let wanted = self.q.trim().to_lowercase();
        let matches = |test: &&TestView| {
            let figure = test.key.as_ref().map_or("", |key| key.title);
            [
                test.id,
                test.title,
                test.question,
                test.layer.title(),
                test.state.words(),
                &test.words,
                figure,
            ]
            .iter()
            .any(|words| words.to_lowercase().contains(&wanted))
        };
        let mut chosen: Vec<&TestView> = all.iter().filter(matches).collect();
        match self.sort.as_str() {
            "test" => chosen.sort_by_key(|test| test.title),
            "state" => chosen.sort_by_key(|test| rank(test.state)),
            "every" => chosen.sort_by_key(|test| (!test.on, test.effective_seconds)),
            "run" => chosen.sort_by_key(|test| {
                let run = test.last_run.as_ref().map(|run| run.started_at);
                std::cmp::Reverse(run)
            }),
            _ => {}
        }
        if self.desc == "1" {
            chosen.reverse();
        }
        chosen
    }

    /// Whether the tests stand layer by layer.
    pub(super) fn by_layer(&self) -> bool {
        self.sort.is_empty() && self.desc.is_empty()
    }

    /// The address, `path` before it.
    pub(super) fn address(&self, path: &str) -> String {
        let pairs = [
            ("q", self.q.trim()),
            ("sort", &self.sort),
            ("desc", &self.desc),
        ];
        let pairs: Vec<_> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", ui::query(pairs))
        }
    }

    /// The same for the table's links.
    pub(super) fn view(&self) -> View {
        View {
            path: "/tests".to_owned(),
            filter: self.q.trim().to_owned(),
            sort: (!self.sort.is_empty()).then(|| self.sort.clone()),
            descending: self.desc == "1",
            page: 1,
            keep: Vec::new(),
        }
    }
}

/// What needs somebody first, what is merely not set up last.
const fn rank(state: Standing) -> u8 {
    match state {
        Standing::Broken => 0,
        Standing::Bad => 1,
        Standing::Poor => 2,
        Standing::Fair => 3,
        Standing::Paused => 4,
        Standing::NoData => 5,
        Standing::Good => 6,
        Standing::Waiting => 7,
        Standing::Available | Standing::NotSetUp | Standing::NeedsPlan => 8,
        Standing::Off => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn an_address_says_only_what_was_asked() {
        let asked = |q: &str, sort: &str, desc: &str| Asked {
            q: q.to_owned(),
            sort: sort.to_owned(),
            desc: desc.to_owned(),
        };
        assert_eq!(asked(" ", "", "").address("/tests.csv"), "/tests.csv");
        assert_eq!(
            asked("a&b", "state", "1").address("/tests/live"),
            "/tests/live?q=a%26b&sort=state&desc=1"
        );
        assert!(asked("", "", "").by_layer());
        assert!(!asked("", "test", "").by_layer());
    }
}
