//! Presets: which scopes a person is told to add.

use serde::{Deserialize, Serialize};
use zoom_catalog::{Level, guides, level_of, scope};
use zoom_types::ScopeSet;

use crate::{Capability, CredentialSet, Need, SetKind, works};

/// A list of scopes to add to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// The categories of the first guide (monitoring), with the scopes its API tests need.
    AsInGuideFirst,
    /// Exactly the 49 scopes of the second guide (meetings).
    AsInGuideSecond,
    /// Every scope that Parfocal can use.
    Everything,
}

/// One scope of a preset, as Zoom's Add Scopes page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PresetScope {
    /// Its exact name.
    pub scope: &'static str,
    /// The category at the left, for instance `User`.
    pub category: &'static str,
    /// The heading it stands under.
    pub heading: &'static str,
    /// What its line says.
    pub caption: &'static str,
    /// Whether the app has it, as far as its last token says.
    pub granted: bool,
    /// Only a primary account with sub accounts can add it: to be skipped in an ordinary one.
    pub primary_only: bool,
    /// The features that need it, by what a person calls them; empty where none does.
    pub opens: Vec<&'static str>,
}

/// The scopes that a choice of features takes in an app of this kind, by their
/// [`Capability::key`]; an unknown key takes nothing. Each scope once, in the order of the
/// features.
pub fn scopes_of(
    kind: SetKind,
    set: Option<&CredentialSet>,
    capabilities: &[Capability],
    chosen: impl Fn(&str) -> bool,
) -> Vec<PresetScope> {
    let mut names: Vec<&'static str> = Vec::new();
    let mut chosen: Vec<&Capability> = capabilities.iter().filter(|one| chosen(one.key)).collect();
    // The app that the feature belongs to first.
    chosen.sort_by_key(|capability| capability.owner() != kind);
    for need in chosen.into_iter().flat_map(|capability| capability.needs) {
        let scope = works::scope_for(*need);
        names.extend(scope.filter(|scope| !names.contains(scope)));
    }
    as_zoom_shows(names, set, capabilities)
}

/// The titles of the features that need a scope, each once.
pub fn opens(name: &str, capabilities: &[Capability]) -> Vec<&'static str> {
    let alone: ScopeSet = std::iter::once(name).collect();
    let mut titles: Vec<&'static str> = Vec::new();
    for capability in capabilities {
        let by_it = |need: &Need| works::opened_by(*need, &alone) == Some(true);
        let needs_something = |need: &Need| works::scope_for(*need).is_some();
        if capability
            .needs
            .iter()
            .any(|need| needs_something(need) && by_it(need))
            && !titles.contains(&capability.title)
        {
            titles.push(capability.title);
        }
    }
    titles
}

fn as_zoom_shows(
    names: Vec<&'static str>,
    set: Option<&CredentialSet>,
    capabilities: &[Capability],
) -> Vec<PresetScope> {
    let granted = set.and_then(|set| set.scopes.clone()).unwrap_or_default();
    names
        .into_iter()
        .filter_map(|name| {
            let info = scope(name)?;
            Some(PresetScope {
                scope: info.name,
                category: info.category,
                heading: info.heading,
                caption: info.caption,
                granted: granted.contains(name),
                primary_only: level_of(name) == Level::Master,
                opens: opens(name, capabilities),
            })
        })
        .collect()
}

impl Preset {
    /// All three.
    pub const ALL: [Self; 3] = [
        Self::AsInGuideFirst,
        Self::AsInGuideSecond,
        Self::Everything,
    ];

    /// Its name in the database and the address bar.
    pub fn key(self) -> &'static str {
        match self {
            Self::AsInGuideFirst => "as_in_guide_first",
            Self::AsInGuideSecond => "as_in_guide_second",
            Self::Everything => "everything",
        }
    }

    /// What a person reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::AsInGuideFirst => "As in the guide (the categories of monitoring)",
            Self::AsInGuideSecond => "As in the guide (exactly its 49 scopes)",
            Self::Everything => "Everything Parfocal can use",
        }
    }

    /// The preset of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.key() == key)
    }

    /// The presets that make sense for an app of this kind, the guide's own first.
    pub fn of(kind: SetKind) -> &'static [Self] {
        match kind {
            SetKind::Monitoring => &[Self::AsInGuideFirst, Self::Everything],
            SetKind::ServerToServer => &[Self::AsInGuideSecond, Self::Everything],
            SetKind::MeetingSdk => &[],
        }
    }

    /// Its scopes for an app of this kind, in the guide's order. `capabilities` says what
    /// *Everything* is: for a monitoring app what watching needs and nothing that changes the
    /// account; for a Server-to-Server app, which can do all, all of it.
    pub fn scopes(self, kind: SetKind, capabilities: &[Capability]) -> Vec<&'static str> {
        let mut scopes = match self {
            Self::AsInGuideFirst => guides::first_scopes(),
            Self::AsInGuideSecond => guides::second().iter().map(|row| row.scope).collect(),
            Self::Everything => {
                let mut all = guides::first_scopes();
                if kind != SetKind::Monitoring {
                    all.extend(guides::second().iter().map(|row| row.scope));
                }
                let needs = capabilities
                    .iter()
                    .filter(|capability| kind != SetKind::Monitoring || capability.owner() == kind)
                    .flat_map(|capability| capability.needs);
                all.extend(needs.filter_map(|need: &Need| works::scope_for(*need)));
                all
            }
        };
        let mut seen = std::collections::HashSet::new();
        scopes.retain(|scope| seen.insert(*scope));
        scopes
    }

    /// Whether whoever follows it opens this capability. Only then is its absence a fault;
    /// otherwise it is an offer.
    pub fn asks_for(self, capability: &Capability) -> bool {
        let scopes: ScopeSet = match self {
            Self::AsInGuideFirst => guides::first_scopes().into_iter().collect(),
            Self::AsInGuideSecond => guides::second().iter().map(|row| row.scope).collect(),
            Self::Everything => return true,
        };
        let sdk = self == Self::AsInGuideSecond;
        let mut needs = capability.needs.iter();
        needs.all(|need| works::opened_by(*need, &scopes).unwrap_or(sdk))
    }

    /// Its scopes as Zoom's page shows them, and which of them the app has.
    pub fn list(
        self,
        kind: SetKind,
        set: Option<&CredentialSet>,
        capabilities: &[Capability],
    ) -> Vec<PresetScope> {
        as_zoom_shows(self.scopes(kind, capabilities), set, capabilities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_guide_is_49_scopes_of_which_eight_are_for_primary_accounts() {
        let list = Preset::AsInGuideSecond.list(SetKind::ServerToServer, None, &[]);
        assert_eq!(list.len(), 49);
        assert_eq!(list.iter().filter(|row| row.primary_only).count(), 8);
        assert!(
            list.iter()
                .all(|row| !row.granted && !row.caption.is_empty())
        );
    }

    #[test]
    fn everything_holds_both_guides_and_what_the_product_needs_each_once() {
        let capability = Capability {
            key: "x",
            title: "X",
            what: "X.",
            product: "monitoring",
            needs: &[Need::Operation("GET /roles"), Need::Operation("GET /users")],
        };
        let all = Preset::Everything.scopes(SetKind::ServerToServer, &[capability]);
        assert!(all.contains(&"role:read:list_roles:admin"), "{all:?}");
        let once: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len());
        for guide in [Preset::AsInGuideFirst, Preset::AsInGuideSecond] {
            let scopes = guide.scopes(SetKind::ServerToServer, &[]);
            assert!(scopes.iter().all(|scope| all.contains(scope)));
        }
    }

    #[test]
    fn a_monitoring_app_is_never_told_to_add_a_scope_that_changes_the_account() {
        let capability = Capability {
            key: "meetings.create",
            title: "X",
            what: "X.",
            product: "meetings",
            needs: &[Need::Operation("POST /users/{userId}/meetings")],
        };
        for scope in Preset::Everything.scopes(SetKind::Monitoring, &[capability]) {
            let action = scope.split(':').nth(1);
            assert!(
                !matches!(action, Some("write" | "update" | "delete")),
                "{scope}"
            );
        }
    }

    #[test]
    fn a_guide_asks_for_what_its_scopes_open_and_for_nothing_else() {
        let reads = |key, operation: &'static [Need]| Capability {
            key,
            title: "X",
            what: "X.",
            product: "monitoring",
            needs: operation,
        };
        let users = reads("users", &[Need::Operation("GET /users")]);
        let hosts = reads("hosts", &[Need::Operation("GET /report/users")]);
        let sdk = reads("join", &[Need::MeetingSdk]);
        let first = |capability| Preset::AsInGuideFirst.asks_for(capability);
        assert!(first(&users) && !first(&hosts) && !first(&sdk));
        assert!(Preset::AsInGuideSecond.asks_for(&sdk));
        assert!(Preset::Everything.asks_for(&hosts));
    }

    #[test]
    fn a_smaller_choice_is_the_scopes_of_its_features_and_each_says_what_it_opens() {
        let one = |key, title, needs: &'static [Need]| Capability {
            key,
            title,
            what: "X.",
            product: "meetings",
            needs,
        };
        let all = [
            one("list", "List people", &[Need::Operation("GET /users")]),
            one(
                "create",
                "Schedule",
                &[
                    Need::Operation("GET /users"),
                    Need::Operation("POST /users/{userId}/meetings"),
                ],
            ),
            one("join", "Join", &[Need::MeetingSdk]),
        ];
        let kind = SetKind::ServerToServer;
        let names = |keys: &[&str]| -> Vec<(&str, Vec<&str>)> {
            scopes_of(kind, None, &all, |key| keys.contains(&key))
                .into_iter()
                .map(|scope| (scope.scope, scope.opens))
                .collect()
        };
        let users = (
            "user:read:list_users:admin",
            vec!["List people", "Schedule"],
        );
        let write = ("meeting:write:meeting:admin", vec!["Schedule"]);
        assert_eq!(names(&["list"]), vec![users.clone()]);
        assert_eq!(names(&["list", "create"]), [users, write]);
        assert_eq!(names(&["join", "nonsense"]), []);
    }

    #[test]
    fn a_name_is_read_back() {
        for preset in Preset::ALL {
            assert_eq!(Preset::from_key(preset.key()), Some(preset));
        }
    }
}
