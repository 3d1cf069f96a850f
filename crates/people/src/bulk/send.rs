//! One row: sending it, and finding out what became of one whose answer is not known.
//!
//! Nothing is done twice: an address stands only once at Zoom, a change or a departure that is
//! repeated changes nothing. What is found out is whether it was this row that did it. A call that
//! Zoom refused, or that never left, leaves no doubt: what stands at Zoom afterwards is somebody
//! else's doing, and is not taken for this row's.

use connect::{Cause, ConnectionId, Refusal};
use jiff::{SignedDuration, Timestamp};
use zoom_client::Error as ZoomError;

use super::{Deed, JobOptions, plan::new_person, run::Open};
use crate::{
    People, Person,
    fields::{self, Values},
    person::Told,
    service::{laid_over, said as changes_said, values},
    zoom::Zoom,
};

/// By how much Zoom's clock and ours may differ.
const SKEW: i64 = 10 * 60 * 1_000_000;
/// How long Zoom is left alone when it cannot be reached.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// Zoom was asked, and says that nothing was done.
const NOT_DONE: Outcome = Outcome::Again { in_doubt: false };

/// What became of a row.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Zoom did it: how it is said, whom it is about now, the audit's word.
    Done {
        said: String,
        person: Box<Person>,
        deed: &'static str,
    },
    /// Zoom refused it.
    Refused(String),
    /// To be sent again; whether what was sent before was done may still not be known.
    Again { in_doubt: bool },
    /// It may have been done; to be found out. Whether Zoom answers at all, so that the others may
    /// go on.
    Unclear { said: String, zoom_is_there: bool },
    /// Zoom did nothing now; all rest until then.
    Rest(Timestamp, String),
    /// Zoom did nothing now, and none can be sent.
    Halt(String),
}

/// What a job's rows are sent with.
pub(super) struct Sender {
    pub(super) zoom: Zoom,
    pub(super) people: People,
    pub(super) connection: ConnectionId,
    pub(super) deed: Deed,
    pub(super) options: JobOptions,
}

impl Sender {
    /// Sends a row whose intent is committed.
    pub(super) async fn send(&self, row: &Open) -> Outcome {
        match self.deed {
            Deed::Create => self.create(row).await,
            Deed::Update | Deed::Type => self.update(row).await,
            Deed::Delete => self.delete(row).await,
        }
    }

    async fn create(&self, row: &Open) -> Outcome {
        let wish = new_person(&row.target, &row.wish);
        match self.zoom.create(&wish.body()).await {
            Ok(made) => self.made(row, self.people.first(&wish, made.id)).await,
            // An earlier call of this row, whose answer was lost, may have made them.
            Err(error) if row.in_doubt && matches!(error.code(), Some(1005 | 1009)) => {
                match self.settle(row).await {
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
    async fn made(&self, row: &Open, mut person: Person) -> Outcome {
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
        Outcome::Done {
            said,
            person: Box::new(person),
            deed: "create",
        }
    }

    async fn update(&self, row: &Open) -> Outcome {
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

    fn updated(&self, row: &Open, person: Person, was: &Values) -> Outcome {
        let changes = fields::differences(was, &row.wish.values, &row.wish.values);
        let person = laid_over(person, &row.wish.values, self.people.now());
        Outcome::Done {
            said: changes_said(&changes),
            person: Box::new(person),
            deed: "update",
        }
    }

    async fn delete(&self, row: &Open) -> Outcome {
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
        Outcome::Done {
            said: how.said(&person),
            deed: how.action(),
            person: Box::new(person),
        }
    }

    /// Finds out what became of a row that was sent and whose answer is not known.
    pub(super) async fn settle(&self, row: &Open) -> Outcome {
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
        let refusal = Refusal::after(&act, error);
        match error {
            ZoomError::MissingScopes { .. } | ZoomError::BadCall { .. } => {
                Outcome::Halt(refusal.to_string())
            }
            ZoomError::RateLimited { .. } | ZoomError::Budget { .. } => {
                let until = error
                    .retry_at()
                    .unwrap_or_else(|| self.people.now() + PAUSE);
                Outcome::Rest(until, refusal.to_string())
            }
            ZoomError::Token { .. } if error.is_passing() => {
                Outcome::Rest(self.people.now() + PAUSE, refusal.to_string())
            }
            ZoomError::Token { .. } => Outcome::Halt(refusal.to_string()),
            ZoomError::Unreachable { sent: false, .. } => {
                Outcome::Rest(self.people.now() + PAUSE, refusal.to_string())
            }
            ZoomError::Refused { .. } if refusal.cause != Cause::ZoomDown => {
                Outcome::Refused(refusal.to_string())
            }
            _ => Outcome::Unclear {
                said: refusal.to_string(),
                zoom_is_there: false,
            },
        }
    }
}

fn is_nobody(error: &ZoomError) -> bool {
    matches!(error.code(), Some(1001 | 1010 | 1120))
}
