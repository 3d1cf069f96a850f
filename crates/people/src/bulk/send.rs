//! One row: sending it, and finding out what became of one whose answer is not known.
//!
//! Nothing is done twice: an address stands only once at Zoom, a change or a departure that is
//! repeated changes nothing. What is found out is whether it was this row that did it. A call that
//! Zoom refused, or that never left, leaves no doubt: what stands at Zoom afterwards is somebody
//! else's doing, and is not taken for this row's.

use ::jobs::bulk::{Done, Open, Outcome as Became, Work};
use connect::{ConnectionId, Refusal, Setback};
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Tx};
use zoom_client::Error as ZoomError;

use super::{
    Deed, JobOptions,
    plan::{Wish, new_person},
};
use crate::{
    People, Person,
    fields::{self, Values},
    person::Told,
    service::{audit, laid_over, said as changes_said, values},
    zoom::Zoom,
};

/// By how much Zoom's clock and ours may differ.
const SKEW: i64 = 10 * 60 * 1_000_000;
/// How long Zoom is left alone when it cannot be reached.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// Zoom was asked, and says that nothing was done.
const NOT_DONE: Outcome = Outcome::Again { in_doubt: false };

/// Whom a row was about, as they are now, and the audit's word for what was done.
#[derive(Debug)]
pub struct Changed {
    person: Box<Person>,
    deed: &'static str,
}

type Outcome = Became<Changed>;
type Row = Open<Wish>;

fn done(said: String, person: Person, deed: &'static str) -> Outcome {
    Became::Done(Done {
        said,
        zoom_id: person.id.clone(),
        what: Changed {
            person: Box::new(person),
            deed,
        },
    })
}

/// What a job's rows are sent with.
#[derive(Debug)]
pub struct Sender {
    pub(super) zoom: Zoom,
    pub(super) people: People,
    pub(super) connection: ConnectionId,
    pub(super) deed: Deed,
    pub(super) options: JobOptions,
    pub(super) made_by: String,
}

impl Work for Sender {
    type Wish = Wish;
    type What = Changed;

    async fn send(&self, row: &Row) -> Outcome {
        match self.deed {
            Deed::Create => self.create(row).await,
            Deed::Update | Deed::Type => self.update(row).await,
            Deed::Delete => self.delete(row).await,
        }
    }

    async fn settle(&self, row: &Row) -> Outcome {
        self.found_out(row).await
    }

    /// What was done goes into the directory and the audit.
    async fn keep(&self, tx: &mut Tx, done: &[Done<Changed>]) -> Result<(), StoreError> {
        let (connection, now) = (self.connection.as_str(), self.people.now());
        let mut kept = Vec::new();
        for Done { said, what, .. } in done {
            let deed = audit::Deed {
                who: &self.made_by,
                action: what.deed,
                detail: said.clone(),
            };
            audit::write(tx, connection, now, &what.person, &deed).await?;
            if matches!(what.deed, "delete" | "disassociate") {
                crate::directory::forget(tx, connection, what.person.key(), now).await?;
            } else {
                kept.push((*what.person).clone());
            }
        }
        if !kept.is_empty() {
            crate::directory::keep(tx, connection, &kept, 0).await?;
        }
        if !done.is_empty() {
            self.people.forget_seats(&self.connection);
        }
        Ok(())
    }
}

impl Sender {
    async fn create(&self, row: &Row) -> Outcome {
        let wish = new_person(&row.target, &row.wish);
        match self.zoom.create(&wish.body()).await {
            Ok(made) => self.made(row, self.people.first(&wish, made.id)).await,
            // An earlier call of this row, whose answer was lost, may have made them.
            Err(error) if row.in_doubt && matches!(error.code(), Some(1005 | 1009)) => {
                match self.found_out(row).await {
                    Outcome::Again { .. } => Outcome::Refused(format!(
                        "{} An earlier attempt may have added them: its answer was lost, and Zoom \
                         does not say when they were added.",
                        Refusal::after(&self.deed.act(), &error)
                    )),
                    found => found,
                }
            }
            Err(error) => self.failed(&error),
        }
    }

    /// The fields that a creation does not take, then done.
    async fn made(&self, row: &Row, mut person: Person) -> Outcome {
        let wish = new_person(&row.target, &row.wish);
        let mut said = format!("Added {} ({}).", row.target, crate::licence(wish.kind()));
        let later = wish.later();
        if !later.is_empty() {
            let set = fields::differences(&Values::new(), &later, &later);
            match self
                .zoom
                .update(person.key(), &fields::body(&later, &set))
                .await
            {
                Ok(()) => person = laid_over(person, &later, self.people.now()),
                Err(error) => {
                    said.push_str(" The further fields could not be set: ");
                    said.push_str(&error.sentence());
                }
            }
        }
        done(said, person, "create")
    }

    async fn update(&self, row: &Row) -> Outcome {
        let person = match self.people.named(&self.connection, &row.target).await {
            Ok(person) => person,
            Err(error) => return Outcome::Rest(self.people.now() + PAUSE, error.to_string()),
        };
        let now = crate::service::of_person(&person);
        let set = fields::differences(&Values::new(), &row.wish.values, &row.wish.values);
        match self
            .zoom
            .update(person.key(), &fields::body(&row.wish.values, &set))
            .await
        {
            Ok(()) => self.updated(row, person, &now),
            Err(error) => self.failed(&error),
        }
    }

    fn updated(&self, row: &Row, person: Person, was: &Values) -> Outcome {
        let changes = fields::differences(was, &row.wish.values, &row.wish.values);
        let person = laid_over(person, &row.wish.values, self.people.now());
        done(changes_said(&changes), person, "update")
    }

    async fn delete(&self, row: &Row) -> Outcome {
        let person = match self.people.named(&self.connection, &row.target).await {
            Ok(person) => person,
            Err(error) => return Outcome::Rest(self.people.now() + PAUSE, error.to_string()),
        };
        match self
            .zoom
            .delete(person.key(), &self.options.departure.query())
            .await
        {
            Ok(()) => self.gone(person),
            Err(error) if row.in_doubt && is_nobody(&error) => self.gone(person),
            Err(error) => self.failed(&error),
        }
    }

    fn gone(&self, person: Person) -> Outcome {
        let how = &self.options.departure;
        done(how.said(&person), person, how.action())
    }

    /// Finds out what became of a row that was sent and whose answer is not known.
    async fn found_out(&self, row: &Row) -> Outcome {
        let known = match self.people.named(&self.connection, &row.target).await {
            Ok(person) => person,
            Err(error) => return Outcome::Rest(self.people.now() + PAUSE, error.to_string()),
        };
        match self.zoom.read(known.key()).await {
            Ok(user) => {
                let told: Told = serde_json::from_value(user.clone()).unwrap_or_default();
                let person = told.over(known.clone(), None, self.people.now());
                match self.deed {
                    Deed::Create => {
                        let created = person.created_at.map_or(0, Timestamp::as_microsecond);
                        if created + SKEW < row.sent_at {
                            return Outcome::Refused(
                                "Somebody had this address at Zoom before this job added anybody."
                                    .to_owned(),
                            );
                        }
                        self.made(row, person).await
                    }
                    Deed::Update | Deed::Type => {
                        let now = values(&user);
                        if fields::differences(&now, &row.wish.values, &row.wish.values).is_empty()
                        {
                            self.updated(row, person, &crate::service::of_person(&known))
                        } else {
                            NOT_DONE
                        }
                    }
                    Deed::Delete => NOT_DONE,
                }
            }
            Err(error) if is_nobody(&error) => match self.deed {
                Deed::Create => NOT_DONE,
                Deed::Delete => self.gone(known),
                Deed::Update | Deed::Type => self.failed(&error),
            },
            // It cannot be read: to send again does no harm, and Zoom's refusal then tells.
            Err(ZoomError::MissingScopes { .. }) => Outcome::Again { in_doubt: true },
            Err(error) => self.not_found_out(&error),
        }
    }

    /// Zoom was asked what became of a row, and did not say.
    fn not_found_out(&self, error: &ZoomError) -> Outcome {
        match self.failed_at(crate::Act::Read, error) {
            Outcome::Refused(said) => Outcome::Unclear {
                said,
                zoom_is_there: true,
            },
            other => other,
        }
    }

    fn failed(&self, error: &ZoomError) -> Outcome {
        self.failed_at(self.deed.act(), error)
    }

    fn failed_at(&self, act: crate::Act, error: &ZoomError) -> Outcome {
        match Setback::after(&act, error, self.people.now()) {
            Setback::Rest(until, said) => Outcome::Rest(until, said),
            Setback::Halt(said) => Outcome::Halt(said),
            Setback::Refused(said) => Outcome::Refused(said),
            Setback::Unclear(said) => Outcome::Unclear {
                said,
                zoom_is_there: false,
            },
        }
    }
}

fn is_nobody(error: &ZoomError) -> bool {
    matches!(error.code(), Some(1001 | 1010 | 1120))
}
