//! What would become of one row, as far as it can be known before it is sent.

use connect::FormProblems;

use super::{
    Deed, JobOptions,
    plan::{Wish, new_person},
};
use crate::{Creation, Person, fields, new::bad_address};

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is done.
    Will(String),
    /// There is nothing to do.
    Same,
    /// It cannot be done, and why.
    Wrong(String),
}

pub(super) const NO_PASSWORDS: &str = "People with passwords are added one by one: a file of passwords is not \
    kept here. Choose another way, or single sign-on.";

pub(super) fn fate(
    deed: Deed,
    action: &str,
    target: &str,
    wish: &mut Wish,
    person: Option<&Person>,
    options: &JobOptions,
) -> Fate {
    if target.contains('@') || deed == Deed::Create {
        if let Some(why) = bad_address(target) {
            return Fate::Wrong(why);
        }
    } else if target
        .chars()
        .any(|letter| letter.is_whitespace() || letter == '/')
    {
        return Fate::Wrong(format!(
            "“{target}” is no id of Zoom's and no mail address."
        ));
    }
    let mut problems = FormProblems::default();
    fields::check(&wish.values, &mut problems);
    if let Err(problems) = problems.or(()) {
        return Fate::Wrong(problems.to_string());
    }
    match deed {
        Deed::Create => {
            if !action.is_empty() {
                match Creation::from_word(action) {
                    Some(Creation::Auto) => return Fate::Wrong(NO_PASSWORDS.to_owned()),
                    Some(action) => wish.action = action,
                    None => {
                        return Fate::Wrong(format!(
                            "“{action}” is no action; choose create, custCreate or ssoCreate."
                        ));
                    }
                }
            }
            let new = new_person(target, wish);
            if let Err(problems) = new.check() {
                return Fate::Wrong(problems.to_string());
            }
            match person {
                Some(person) => Fate::Wrong(format!(
                    "Somebody has this address already: {} ({}).",
                    person.name(),
                    crate::status(&person.status)
                )),
                None => Fate::Will(format!(
                    "{}: {}.",
                    wish.action.title(),
                    crate::licence(new.kind())
                )),
            }
        }
        Deed::Update | Deed::Type => {
            if deed == Deed::Type && !wish.values.contains_key("type") {
                return Fate::Wrong("The row does not say which licence.".to_owned());
            }
            if wish.values.is_empty() {
                return Fate::Same;
            }
            let Some(person) = person else {
                return Fate::Will(
                    "Change whoever Zoom knows by it; nobody is known here.".to_owned(),
                );
            };
            // What the directory does not hold is compared with Zoom when the row's turn comes.
            let now = crate::service::of_person(person);
            let held = [
                "first_name",
                "last_name",
                "display_name",
                "type",
                "dept",
                "timezone",
            ];
            let changes = fields::differences(&now, &wish.values, &wish.values);
            if changes.is_empty() && wish.values.keys().all(|name| held.contains(&name.as_str())) {
                return Fate::Same;
            }
            let each: Vec<String> = changes
                .iter()
                .map(|one| format!("{}: “{}” → “{}”", one.title, one.was, one.now))
                .collect();
            Fate::Will(each.join("; "))
        }
        Deed::Delete => match person {
            Some(person) => match options.departure.check(person) {
                Err(problems) => Fate::Wrong(problems.to_string()),
                Ok(()) if options.departure.for_good => {
                    Fate::Will(format!("Delete {}.", person.name()))
                }
                Ok(()) => Fate::Will(format!("Disassociate {}.", person.name())),
            },
            None => Fate::Will("Let whoever Zoom knows by it go; nobody is known here.".to_owned()),
        },
    }
}
