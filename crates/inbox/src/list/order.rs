//! In which orders the journal is listed, and how each is had without looking through all of it.

/// By what events stand in order; where that is equal, as they came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they came.
    #[default]
    Arrival,
    /// When they happened, as Zoom says.
    Happened,
    /// By their names.
    Name,
    /// How often Zoom delivered them.
    Times,
    /// What needs somebody first: set aside, waiting, applied.
    State,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Arrival,
        Self::Happened,
        Self::Name,
        Self::Times,
        Self::State,
    ];

    /// Its name in addresses and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Arrival => "event",
            Self::Happened => "happened",
            Self::Name => "name",
            Self::Times => "times",
            Self::State => "state",
        }
    }

    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.key() == key)
    }

    /// The groups that follow each other in this order, the smallest first: which events are of it,
    /// and by what they stand in order before they do so as they came. Of a journal of millions each
    /// is found by an index or by its number, but for the names: those are all looked through.
    pub(super) const fn groups(self) -> &'static [Group] {
        match self {
            Self::Arrival => &[Group {
                of: "1 = 1",
                by: "",
            }],
            Self::Happened => &[Group {
                of: "1 = 1",
                by: "event_at",
            }],
            Self::Name => &[Group {
                of: "1 = 1",
                by: "event",
            }],
            Self::Times => &[
                Group {
                    of: "deliveries = 1",
                    by: "",
                },
                Group {
                    of: "deliveries > 1",
                    by: "deliveries",
                },
            ],
            Self::State => &[
                Group {
                    of: "seq IN (SELECT seq FROM inbox_aside)",
                    by: "",
                },
                Group {
                    of: "seq NOT IN (SELECT seq FROM inbox_aside)
                         AND seq > (SELECT COALESCE(MIN(seq), 0) FROM inbox_cursors)",
                    by: "",
                },
                Group {
                    of: "seq NOT IN (SELECT seq FROM inbox_aside)
                         AND seq <= (SELECT COALESCE(MIN(seq), 0) FROM inbox_cursors)",
                    by: "",
                },
            ],
        }
    }
}

/// Events that stand together in an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) of: &'static str,
    by: &'static str,
}

impl Group {
    /// Those on one side (`<` or `>`) of the event `?`, which is of this group itself.
    fn beyond(self, side: &str) -> String {
        match self.by {
            "" => format!("seq {side} ?"),
            by => format!("({by}, seq) {side} ((SELECT {by} FROM inbox_journal WHERE seq = ?), ?)"),
        }
    }

    pub(super) fn order(self, way: &str) -> String {
        match self.by {
            "" => format!("seq {way}"),
            by => format!("{by} {way}, seq {way}"),
        }
    }
}

/// An event that a page begins or ends beyond.
pub(super) struct Anchor {
    pub(super) seq: i64,
    /// Which of the order's groups it is in.
    pub(super) group: usize,
    /// `<` or `>`.
    pub(super) side: &'static str,
}

impl Anchor {
    /// What it leaves of the group at `place`: nothing, those that fulfil a condition on `?`, or
    /// all, where it is empty.
    pub(super) fn leaves(&self, place: usize, group: Group) -> Option<String> {
        let inside = match self.side {
            "<" => place < self.group,
            _ => place > self.group,
        };
        match (place == self.group, inside) {
            (true, _) => Some(group.beyond(self.side)),
            (false, true) => Some(String::new()),
            (false, false) => None,
        }
    }
}
