//! Changing settings: the difference first, then only that is sent, then it is read back.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Serialize;
use serde_json::{Map, Value};
use zoom_client::{Client, Error as ZoomError};
use zoom_types::accounts::AccountSettings;

use super::{
    Setting, find,
    sheet::{OPTIONS, read, value},
};
use crate::{Account, Act, Error, Place, service::may};

/// A setting that somebody wants to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which.
    pub path: String,
    /// What it shall be, as a form writes it.
    pub to: String,
    /// What they saw when they asked; `None` where they saw nothing.
    pub was: Option<String>,
}

/// One difference between what is and what shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SettingLine)]
pub struct Line {
    /// Which setting.
    pub path: String,
    /// Its name in plain words.
    pub label: String,
    /// What it is, in plain words; `None` where it cannot be read.
    pub from: Option<String>,
    /// What it shall be, in plain words.
    pub to: String,
    /// What it is, as a form writes it.
    pub was: Option<String>,
    /// What it shall be, as a form writes it.
    pub value: String,
}

/// What saving would send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SettingReview)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The differences; none when nothing would change.
    pub lines: Vec<Line>,
    /// What is worth telling.
    pub notes: Vec<String>,
}

/// A value that is no longer what somebody saw, or not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SettingDrift)]
pub struct Drift {
    /// Its name in plain words.
    pub label: String,
    /// What was seen, or asked for.
    pub was: String,
    /// What it is.
    pub now: String,
}

/// What came of saving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SettingSaved)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// What was sent.
    pub lines: Vec<Line>,
    /// What Zoom kept otherwise than asked.
    pub kept_otherwise: Vec<Drift>,
    /// What is worth telling.
    pub notes: Vec<String>,
}

struct Wanted {
    setting: &'static Setting,
    value: Value,
    line: Line,
}

struct Plan {
    wanted: Vec<Wanted>,
    notes: Vec<String>,
}

impl Account {
    /// What saving would send; sends nothing.
    pub async fn review_settings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        asks: &[Ask],
    ) -> Result<Review, Error> {
        may(who, Action::Change, connection)?;
        let client = self.client(connection).await?;
        let plan = plan(&client, place, asks).await?;
        Ok(Review {
            lines: plan.wanted.into_iter().map(|one| one.line).collect(),
            notes: plan.notes,
        })
    }

    /// Sends what differs and reads it back. Sent twice, the second time finds nothing to send.
    pub async fn save_settings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        asks: &[Ask],
    ) -> Result<Saved, Error> {
        may(who, Action::Change, connection)?;
        let client = self.client(connection).await?;
        let Plan { wanted, mut notes } = plan(&client, place, asks).await?;
        if wanted.is_empty() {
            notes.push("Nothing differs from what Zoom holds, so nothing was sent.".to_owned());
            return Ok(Saved {
                lines: Vec::new(),
                kept_otherwise: Vec::new(),
                notes,
            });
        }
        let sent = send(&client, place, &wanted).await;
        let done: Vec<&Wanted> = match &sent {
            Ok(()) => wanted.iter().collect(),
            Err(stopped) => wanted
                .iter()
                .filter(|one| stopped.done.contains(&one.setting.option()))
                .collect(),
        };
        if !done.is_empty() {
            let subject = format!("settings{}", suffix(place));
            let detail = format!("Changed in {}: {}.", place.words(), told(&done));
            self.note(who, connection, &subject, "change_settings", &detail)
                .await?;
        }
        if let Err(stopped) = sent {
            let act = Act::change_settings(place);
            let refusal = Refusal::after(&act, &stopped.error);
            if done.is_empty() {
                return Err(refusal.into());
            }
            return Err(Error::Half {
                done: told(&done),
                refusal: Box::new(refusal),
            });
        }
        let mut kept_otherwise = Vec::new();
        match read(&client, place).await {
            Ok(held) => kept_otherwise.extend(wanted.iter().filter_map(|one| differs(&held, one))),
            Err(error) => notes.push(format!(
                "Zoom took it, but it could not be read back: {}",
                error.sentence()
            )),
        }
        Ok(Saved {
            lines: wanted.into_iter().map(|one| one.line).collect(),
            kept_otherwise,
            notes,
        })
    }
}

fn suffix(place: &Place) -> String {
    match place {
        Place::Own => String::new(),
        Place::Sub(id) => format!(" {id}"),
    }
}

fn told(done: &[&Wanted]) -> String {
    let each = done.iter().map(|one| {
        let line = &one.line;
        let from = line.from.as_deref();
        let from = from.map_or_else(String::new, |from| format!(" from {from}"));
        format!("“{}”{from} to {}", line.label, line.to)
    });
    each.collect::<Vec<_>>().join("; ")
}

fn differs(held: &AccountSettings, one: &Wanted) -> Option<Drift> {
    let now = value(held, one.setting)?;
    (now != one.line.value).then(|| Drift {
        label: one.line.label.clone(),
        was: one.line.to.clone(),
        now: one.setting.words(&now),
    })
}

/// What is asked against what is: only what differs, and only over what was seen.
async fn plan(client: &Client, place: &Place, asks: &[Ask]) -> Result<Plan, Error> {
    let asked = understood(asks)?;
    let mut notes = Vec::new();
    let held = match read(client, place).await {
        Ok(held) => Some(held),
        Err(error @ ZoomError::MissingScopes { .. }) => {
            notes.push(format!(
                "What the settings are now cannot be read, so neither can be seen whether \
                 somebody else changed them: {}",
                error.sentence()
            ));
            None
        }
        Err(error) => return Err(Refusal::after(&Act::read_settings(place), &error).into()),
    };
    let mut drifts = Vec::new();
    let mut wanted = Vec::new();
    for (setting, value_asked, was) in asked {
        let now = held.as_ref().and_then(|held| value(held, setting));
        let to = setting.text(&value_asked).unwrap_or_default();
        if now.as_deref() == Some(to.as_str()) {
            continue;
        }
        if let (Some(was), Some(now)) = (was, &now)
            && was != now.as_str()
        {
            drifts.push(Drift {
                label: setting.label.to_owned(),
                was: setting.words(was),
                now: setting.words(now),
            });
        }
        wanted.push(Wanted {
            setting,
            value: value_asked,
            line: Line {
                path: setting.path.to_owned(),
                label: setting.label.to_owned(),
                from: now.as_deref().map(|now| setting.words(now)),
                to: setting.words(&to),
                was: now,
                value: to,
            },
        });
    }
    if drifts.is_empty() {
        Ok(Plan { wanted, notes })
    } else {
        Err(Error::Stale(drifts))
    }
}

type Understood<'a> = (&'static Setting, Value, Option<&'a str>);

fn understood(asks: &[Ask]) -> Result<Vec<Understood<'_>>, Error> {
    let mut problems = FormProblems::default();
    let mut all = Vec::with_capacity(asks.len());
    for ask in asks {
        let Some(setting) = find(&ask.path) else {
            problems.add(
                &ask.path,
                format!(
                    "There is no setting “{}” here; the list shows which there are.",
                    ask.path
                ),
            );
            continue;
        };
        match setting.value(&ask.to) {
            Ok(value) => all.push((setting, value, ask.was.as_deref())),
            Err(sentence) => problems.add(&ask.path, sentence),
        }
    }
    Ok(problems.or(all)?)
}

struct Stopped {
    done: Vec<Option<&'static str>>,
    error: ZoomError,
}

/// The sections that Zoom takes only by name go each by themselves.
async fn send(client: &Client, place: &Place, wanted: &[Wanted]) -> Result<(), Stopped> {
    let mut done = Vec::new();
    for option in std::iter::once(None).chain(OPTIONS.map(Some)) {
        let mut body = AccountSettings::default();
        for one in wanted.iter().filter(|one| one.setting.option() == option) {
            put(&mut body.0, one.setting.path, &one.value);
        }
        if body.0.is_empty() {
            continue;
        }
        let on = client.accounts().of(place.param());
        let answer = match option {
            None => on.update_settings(&body).await,
            Some(option) => on.update_settings_of(option, &body).await,
        };
        match answer {
            Ok(()) => done.push(option),
            Err(error) => return Err(Stopped { done, error }),
        }
    }
    Ok(())
}

/// Puts `value` at a dotted path.
fn put(into: &mut Map<String, Value>, path: &str, value: &Value) {
    let Some((section, rest)) = path.split_once('.') else {
        into.insert(path.to_owned(), value.clone());
        return;
    };
    let below = into
        .entry(section)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(below) = below {
        put(below, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::put;

    #[test]
    fn settings_of_one_section_go_together() {
        let mut body = Map::new();
        put(
            &mut body,
            "security.password_requirement.minimum_password_length",
            &json!(9),
        );
        put(&mut body, "security.hide_billing_info", &json!(true));
        put(&mut body, "in_meeting.chat", &json!(false));
        assert_eq!(
            json!(body),
            json!({
                "security": {
                    "password_requirement": { "minimum_password_length": 9 },
                    "hide_billing_info": true,
                },
                "in_meeting": { "chat": false },
            })
        );
    }
}
