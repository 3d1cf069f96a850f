//! The dry run: what each row of a file would do, before anything is sent.

use std::collections::HashMap;

use connect::{Action, ConnectionId, FormProblems, Principal};
use serde::{Deserialize, Serialize};
use store::{AssertSqlSafe, Value, args};

use super::{
    Deed, JobOptions, Sheet,
    fate::{Fate, NO_PASSWORDS, fate},
    rows::{JobId, JobState, JobView, RowState},
};
use crate::{Act, Creation, Error, FIELDS, NewPerson, People, Person, fields::Values};

/// What a row asks for, as it is kept and sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Wish {
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
        let job = JobId(self.random.letters(16));
        self.keep_plan(who, id, &job, deed, options, &rows).await?;
        self.job(who, &job).await
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

    async fn keep_plan(
        &self,
        who: &Principal,
        id: &ConnectionId,
        job: &JobId,
        deed: Deed,
        options: &JobOptions,
        rows: &[Planned],
    ) -> Result<(), Error> {
        let now = self.clock.now_micros();
        let mut tx = self.db.begin().await?;
        tx.execute(
            "INSERT INTO people_jobs (id, connection, deed, options, state, made_at, made_by,
                 started_at, ended_at, rest_until, said)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, '')",
            args![
                job.as_str(),
                id.as_str(),
                deed.word(),
                serde_json::to_string(options).unwrap_or_default(),
                JobState::Planned.word(),
                now,
                who.name()
            ],
        )
        .await?;
        for chunk in rows.chunks(500) {
            let mut values: Vec<Value> = args![job.as_str()];
            let mut places = Vec::new();
            for row in chunk {
                let (state, said) = match &row.fate {
                    Fate::Will(said) => (RowState::Waiting, said.as_str()),
                    Fate::Same => (RowState::Same, "It is so already."),
                    Fate::Wrong(why) => (RowState::LeftOut, why.as_str()),
                };
                let from = values.len() + 1;
                values.extend(args![
                    i64::try_from(row.line).unwrap_or(i64::MAX),
                    row.target.as_str(),
                    serde_json::to_string(&row.wish).unwrap_or_default(),
                    state.word(),
                    said
                ]);
                places.push(format!(
                    "($1, ${from}, ${}, ${}, ${}, 0, 0, ${}, '')",
                    from + 1,
                    from + 2,
                    from + 3,
                    from + 4
                ));
            }
            let sql = format!(
                "INSERT INTO people_job_rows (job, line, target, wish, state, attempts, sent_at,
                     said, zoom_id) VALUES {}",
                places.join(", ")
            );
            tx.execute(AssertSqlSafe(sql), values).await?;
        }
        // A plan that nobody started is of no use after a day.
        tx.execute(
            "DELETE FROM people_job_rows WHERE job IN
                 (SELECT id FROM people_jobs WHERE state = 'planned' AND made_at < $1)",
            args![now.saturating_sub(86_400_000_000)],
        )
        .await?;
        tx.execute(
            "DELETE FROM people_jobs WHERE state = 'planned' AND made_at < $1",
            args![now.saturating_sub(86_400_000_000)],
        )
        .await?;
        Ok(tx.commit().await?)
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
                    wish.values.insert(rule.name.to_owned(), cell.to_owned());
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
