//! Add somebody.

use connect::{Action, ConnectionId, Principal, Refusal};
use zoom_client::Priority;

use super::{People, audit::Deed};
use crate::{
    Act, Creation, Error, NewPerson, Person,
    fields::{self, Values},
    person::Told,
    words,
};

impl People {
    /// Checks the wish, has Zoom add them, sets the fields a creation does not take, and keeps
    /// them. The notes say what of it Zoom did not do.
    ///
    /// With a `key` of the form, a second sending is shown what the first made.
    pub async fn create(
        &self,
        who: &Principal,
        id: &ConnectionId,
        wish: &NewPerson,
        key: &str,
    ) -> Result<(Person, Vec<String>), Error> {
        self.may(who, Action::Change, id)?;
        wish.check()?;
        let place = self.sent.place(key, &wish.email.trim());
        let mut made = place.lock().await;
        if let Some(made) = &*made {
            let person = self.known(id, made).await?;
            let person = person.ok_or_else(|| Error::Nobody(made.clone()))?;
            return Ok((person, Vec::new()));
        }
        let (person, notes) = self.created(who, id, wish).await?;
        *made = Some(person.key().to_owned());
        Ok((person, notes))
    }

    /// Whether Zoom would refuse a licence because none is left, as far as is known.
    pub async fn seat_obstacle(
        &self,
        who: &Principal,
        id: &ConnectionId,
        act: Act,
    ) -> Result<Option<Refusal>, Error> {
        let seats = self.seats(who, id).await?;
        Ok(seats
            .filter(|seats| seats.free() == 0)
            .map(|seats| Refusal::new(&act, seats.none_left())))
    }

    async fn created(
        &self,
        who: &Principal,
        id: &ConnectionId,
        wish: &NewPerson,
    ) -> Result<(Person, Vec<String>), Error> {
        let zoom = self.zoom(id, Priority::Person).await?;
        let made = zoom
            .create(&wish.body())
            .await
            .map_err(Refusal::of(Act::Create))?;
        self.forget_seats(id);
        let mut notes = Vec::new();
        let mut person = self.first(wish, made.id);
        let later = wish.later();
        if !later.is_empty() {
            let set = fields::differences(&Values::new(), &later, &later);
            match zoom.update(&person.id, &fields::body(&later, &set)).await {
                Ok(()) => person.dept = later.get("dept").cloned().unwrap_or_default(),
                Err(error) => {
                    let names: Vec<&str> = set.iter().map(|one| one.title.as_str()).collect();
                    notes.push(format!(
                        "They are added, but {} could not be set: {}",
                        names.join(", "),
                        error.sentence()
                    ));
                }
            }
        }
        match zoom.read(&person.id).await {
            Ok(user) => {
                if let Ok(told) = serde_json::from_value::<Told>(user) {
                    person = told.over(person, None, self.now());
                }
            }
            // Who was invited may not be readable before they accept; that needs no words.
            Err(_) if wish.action == Creation::Invite => {}
            Err(error) => notes.push(format!(
                "They are added, but could not be read back: {}",
                error.sentence()
            )),
        }
        let detail = format!(
            "Added {} ({}) as {}.",
            person.email,
            wish.action.title(),
            words::licence(wish.kind())
        );
        let deed = Deed {
            who: who.name(),
            action: "create",
            detail,
        };
        self.kept(id, &person, &deed).await?;
        Ok((person, notes))
    }

    /// Somebody whom Zoom has just added, as they were asked for.
    pub(crate) fn first(&self, wish: &NewPerson, zoom_id: String) -> Person {
        let value = |name: &str| {
            wish.values
                .get(name)
                .map_or("", |text| text.trim())
                .to_owned()
        };
        let now = self.now();
        Person {
            id: zoom_id,
            email: wish.email.trim().to_owned(),
            first_name: value("first_name"),
            last_name: value("last_name"),
            display_name: value("display_name"),
            kind: wish.kind(),
            status: if wish.action == Creation::Invite {
                "pending"
            } else {
                "active"
            }
            .to_owned(),
            created_at: Some(now),
            seen_at: Some(now),
            ..Person::default()
        }
    }
}
