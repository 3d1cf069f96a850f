//! The dry run: what each row of a file would do, before anything is sent.

use std::collections::HashMap;

use ::jobs::bulk::{JobId, NewJob, NewRow, RowState};
use connect::{Action, ConnectionId, FormProblems, Principal};
use serde::{Deserialize, Serialize};

use super::{
    Deed, JobOptions, JobView, Sheet,
    fate::{Fate, NO_PASSWORDS, fate},
};
use crate::{
    Act, Creation, Error, FIELDS, NewPerson, People, Person,
    fields::{self, Values},
};

/// What a row asks for, as it is kept and sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Wish {
    /// How somebody is added.
    #[serde(default)]
    pub(super) action: Creation,
    /// The fields.
    #[serde(default)]
    pub(super) values: Values,
}

struct Planned {
    line: usize,
    target: String,
    wish: Wish,
    fate: Fate,
}

impl From<Planned> for NewRow {
    fn from(row: Planned) -> Self {
        let (state, said) = match row.fate {
            Fate::Will(said) => (RowState::Waiting, said),
            Fate::Same => (RowState::Same, "It is so already.".to_owned()),
            Fate::Wrong(why) => (RowState::LeftOut, why),
        };
        Self {
            line: i64::try_from(row.line).unwrap_or(i64::MAX),
            target: row.target,
            wish: serde_json::to_string(&row.wish).unwrap_or_default(),
            state,
            said,
        }
    }
}

impl People {
    /// Reads a file, says what each row would do, and keeps it as a job that waits to be started.
    pub async fn plan(
        &self,
        who: &Principal,
        id: &ConnectionId,
        deed: Deed,
        csv: &str,
        options: &JobOptions,
    ) -> Result<JobView, Error> {
        self.may(who, Action::Change, id)?;
        let sheet = Sheet::read(csv)?;
        columns(deed, &sheet)?;
        if deed == Deed::Delete {
            options.departure.check(&Person::default())?;
        }
        if deed == Deed::Create && options.creation == Creation::Auto {
            let mut problems = FormProblems::default();
            problems.add("creation", NO_PASSWORDS);
            return Err(problems.into());
        }
        let known = self.known_of(id, &sheet).await?;
        let mut rows = planned(deed, &sheet, options, &known);
        self.count_seats(who, id, deed, &mut rows, &known).await?;
        let job = NewJob {
            id: JobId(self.random.letters(16)),
            connection: id.as_str(),
            deed: deed.word(),
            options: serde_json::to_string(options).unwrap_or_default(),
            made_by: who.name(),
        };
        let rows: Vec<NewRow> = rows.into_iter().map(NewRow::from).collect();
        self.bulk().plan(&job, &rows).await?;
        self.job(who, &job.id).await
    }

    /// Everybody the file names, as the directory knows them.
    async fn known_of(
        &self,
        id: &ConnectionId,
        sheet: &Sheet,
    ) -> Result<HashMap<String, Person>, Error> {
        let mut known = HashMap::new();
        for chunk in sheet.rows.chunks(500) {
            for column in ["email", "id"] {
                let keys: Vec<&str> = chunk
                    .iter()
                    .map(|(_, row)| sheet.cell(row, column))
                    .filter(|key| !key.is_empty())
                    .collect();
                for person in crate::directory::named(&self.db, id.as_str(), column, &keys).await? {
                    known.insert(person.email.to_lowercase(), person.clone());
                    known.insert(person.id.clone(), person);
                }
            }
        }
        Ok(known)
    }

    /// Rows past the last free licence are said to lack one.
    async fn count_seats(
        &self,
        who: &Principal,
        id: &ConnectionId,
        deed: Deed,
        rows: &mut [Planned],
        known: &HashMap<String, Person>,
    ) -> Result<(), Error> {
        let Some(seats) = self.seats(who, id).await? else {
            return Ok(());
        };
        let licensed = |row: &Planned| row.wish.values.get("type").is_some_and(|kind| kind == "2");
        let holds = |row: &Planned| {
            let person = known
                .get(&row.target)
                .or_else(|| known.get(&row.target.to_lowercase()));
            person.is_some_and(|person| person.kind == 2)
        };
        let mut free = i64::try_from(seats.free()).unwrap_or(i64::MAX);
        for row in rows
            .iter_mut()
            .filter(|row| matches!(row.fate, Fate::Will(_)))
        {
            match deed {
                Deed::Delete if holds(row) => free += 1,
                Deed::Update | Deed::Type
                    if holds(row) && row.wish.values.contains_key("type") && !licensed(row) =>
                {
                    free += 1;
                }
                Deed::Create | Deed::Update | Deed::Type if licensed(row) && !holds(row) => {
                    if free == 0 {
                        row.fate = Fate::Wrong(format!(
                            "No licence is left for this row: {} of {} are used.",
                            seats.used, seats.total
                        ));
                    } else {
                        free -= 1;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What stands in the way of starting a job of this kind.
    pub async fn job_obstacle(
        &self,
        id: &ConnectionId,
        deed: Deed,
    ) -> Result<Option<connect::Refusal>, Error> {
        let act: Act = deed.act();
        self.obstacle(id, act).await
    }
}

/// The columns a file may have.
fn columns(deed: Deed, sheet: &Sheet) -> Result<(), FormProblems> {
    let fields = || FIELDS.iter().map(|rule| rule.name);
    let known: Vec<&str> = match deed {
        Deed::Create => ["email", "action"].into_iter().chain(fields()).collect(),
        Deed::Update => ["email", "id"].into_iter().chain(fields()).collect(),
        Deed::Type => vec!["email", "id", "type"],
        Deed::Delete => vec!["email", "id"],
    };
    let mut problems = FormProblems::default();
    for name in &sheet.columns {
        if !known.contains(&name.as_str()) {
            problems.add(
                "csv",
                format!(
                    "There is no column “{name}”. Columns are {}.",
                    deed.columns()
                ),
            );
        }
    }
    let has = |name: &str| sheet.columns.iter().any(|column| column == name);
    if !has("email") && (deed == Deed::Create || !has("id")) {
        problems.add(
            "csv",
            format!(
                "The column that says who is missing. Columns are {}.",
                deed.columns()
            ),
        );
    }
    if deed == Deed::Type && !has("type") {
        problems.add(
            "csv",
            "The column “type” is missing: it says which licence.",
        );
    }
    if deed == Deed::Update
        && sheet
            .columns
            .iter()
            .all(|name| matches!(name.as_str(), "email" | "id"))
    {
        problems.add("csv", "There is no column that says what to change.");
    }
    problems.or(())
}

fn planned(
    deed: Deed,
    sheet: &Sheet,
    options: &JobOptions,
    known: &HashMap<String, Person>,
) -> Vec<Planned> {
    let mut first: HashMap<String, usize> = HashMap::new();
    sheet
        .rows
        .iter()
        .map(|(line, row)| {
            let id = sheet.cell(row, "id");
            let email = sheet.cell(row, "email");
            let target = if id.is_empty() { email } else { id }.to_owned();
            let mut wish = Wish {
                action: options.creation,
                values: Values::new(),
            };
            for rule in FIELDS {
                let cell = sheet.cell(row, rule.name);
                // An empty cell leaves a field as it is.
                if !cell.is_empty() {
                    let value = fields::of_cell(rule.name, cell);
                    wish.values.insert(rule.name.to_owned(), value);
                }
            }
            let person = known
                .get(&target)
                .or_else(|| known.get(&target.to_lowercase()));
            let key =
                person.map_or_else(|| target.to_lowercase(), |person| person.key().to_owned());
            let fate = match first.get(&key) {
                _ if target.is_empty() => Fate::Wrong("The row does not say who.".to_owned()),
                Some(before) => Fate::Wrong(format!("Line {before} is about the same person.")),
                None => fate(
                    deed,
                    sheet.cell(row, "action"),
                    &target,
                    &mut wish,
                    person,
                    options,
                ),
            };
            first.entry(key).or_insert(*line);
            Planned {
                line: *line,
                target,
                wish,
                fate,
            }
        })
        .collect()
}

pub(super) fn new_person(target: &str, wish: &Wish) -> NewPerson {
    NewPerson {
        action: wish.action,
        email: target.to_owned(),
        password: None,
        values: wish.values.clone(),
    }
}
