//! Who was measured in the last quality walk: the rows behind the test *Meeting quality*.

use connect::ConnectionId;
use jiff::Timestamp;

use crate::{
    Error, Monitor, grade::Grade, history::instant, monitor::named, present::is_fresh,
    probe::Probe, reading::Cell, storage,
};

const PROBE: &str = "meeting-quality";

/// One person as measured.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) uuid: String,
    pub(super) name: String,
    pub(super) grade: Grade,
    /// Milliseconds.
    pub(super) delay: Option<f64>,
    /// Percent.
    pub(super) loss: Option<f64>,
    /// Percent of the whole machine.
    pub(super) cpu: Option<f64>,
    pub(super) network: Option<String>,
    pub(super) location: Option<String>,
    pub(super) data_center: Option<String>,
    pub(super) device: Option<String>,
    pub(super) client: Option<String>,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            uuid: String::new(),
            name: String::new(),
            grade: Grade::NoData,
            delay: None,
            loss: None,
            cpu: None,
            network: None,
            location: None,
            data_center: None,
            device: None,
            client: None,
        }
    }
}

impl Person {
    /// Whether they feel it.
    pub(super) fn ill(&self) -> bool {
        matches!(self.grade, Grade::Poor | Grade::Bad)
    }

    pub(super) fn called(&self) -> &str {
        if self.name.is_empty() {
            "Somebody"
        } else {
            &self.name
        }
    }
}

/// The last walk.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) at: Option<Timestamp>,
    pub(super) people: Vec<Person>,
    /// Why nothing is measured, or not lately.
    pub(super) unseen: Option<String>,
}

impl Measured {
    /// The people of one instance.
    pub(super) fn of(&self, uuid: &str) -> Vec<&Person> {
        self.people.iter().filter(|one| one.uuid == uuid).collect()
    }
}

impl Monitor {
    /// Who was measured last. Rows of an earlier hour say nothing of now and are left out.
    pub(super) async fn quality_walk(
        &self,
        connection: &ConnectionId,
        now: Timestamp,
    ) -> Result<Measured, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        let probe = named(PROBE)?;
        let setting = storage::setting(db, id, PROBE).await?;
        if setting.as_ref().is_some_and(|setting| !setting.enabled) {
            return Ok(Measured {
                unseen: Some("How meetings sound is not measured: the API test Meeting quality is switched off.".to_owned()),
                ..Measured::default()
            });
        }
        let runs = storage::runs(db, id, PROBE, 1).await?;
        let failed = runs.first().filter(|run| !run.outcome.is_ok());
        let diagnosis = storage::diagnosis(db, id, PROBE).await?;
        let every = self.plan(connection).await?.every(probe).seconds;
        let fresh = diagnosis
            .as_ref()
            .filter(|rows| is_fresh(rows.at, every, now));
        let Some(rows) = fresh else {
            let why = match (failed, diagnosis) {
                (Some(run), _) => run.outcome.words(),
                (None, Some(rows)) => format!(
                    "The last walk was at {}.",
                    instant(rows.at).strftime("%Y-%m-%d %H:%M UTC")
                ),
                (None, None) => "The API test Meeting quality has not run yet.".to_owned(),
            };
            return Ok(Measured {
                unseen: Some(format!("How meetings sound is not known now. {why}")),
                ..Measured::default()
            });
        };
        Ok(Measured {
            at: Some(instant(rows.at)),
            people: rows.rows.iter().map(|row| person(probe, row)).collect(),
            unseen: None,
        })
    }
}

fn person(probe: &Probe, row: &[Cell]) -> Person {
    let cell = |key: &str| {
        let at = probe.columns.iter().position(|column| column.key == key)?;
        row.get(at)
    };
    let text = |key: &str| match cell(key) {
        Some(Cell::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let number = |key: &str| match cell(key) {
        Some(Cell::Number(number)) => Some(*number),
        _ => None,
    };
    let grade = text("grade").unwrap_or_default();
    Person {
        uuid: text("instance").unwrap_or_default(),
        name: text("participant").unwrap_or_default(),
        grade: [Grade::Good, Grade::Fair, Grade::Poor, Grade::Bad]
            .into_iter()
            .find(|one| one.word() == grade)
            .unwrap_or(Grade::NoData),
        delay: number("audio_delay"),
        loss: number("audio_loss"),
        cpu: number("cpu"),
        network: text("network"),
        location: text("location"),
        data_center: text("data_center"),
        device: text("device"),
        client: text("client"),
    }
}
