//! Why people suffer, found by comparing: who shares a network, a place, a data centre, a version
//! with them, and how are those?
//!
//! A property is the likely cause when most of those who have it suffer, hardly anybody else does,
//! and it explains most of those who suffer in the meeting. Where nothing is shared, one person's own
//! machine or connection is. Too few to compare is said, not hidden.

use super::quality::Person;

/// So many must share a property before it says anything.
const SHARED_BY: usize = 3;
/// Of those who share it at least so many suffer …
const WITHIN: f64 = 0.6;
/// … and of all others at most so many.
const WITHOUT: f64 = 0.25;
/// A machine this busy is its own cause.
const BUSY: f64 = 90.0;

/// A property in words; none where Zoom did not say it.
type Property = fn(&Person) -> Option<String>;

/// The narrow ones first: of two that explain as much the narrower one is said.
const PROPERTIES: [Property; 6] = [
    |person| {
        let (network, place) = (person.network.as_ref()?, person.location.as_ref()?);
        Some(format!("{network} at {place}"))
    },
    |person| Some(format!("The place {}", person.location.as_ref()?)),
    |person| {
        Some(format!(
            "Zoom's data centre {}",
            person.data_center.as_ref()?
        ))
    },
    |person| Some(format!("Client version {}", person.client.as_ref()?)),
    |person| Some(format!("Device {}", person.device.as_ref()?)),
    |person| Some(format!("Network {}", person.network.as_ref()?)),
];

/// The likely cause for those of `meeting` who suffer, among `everybody` who was measured.
pub(super) fn likely(meeting: &[&Person], everybody: &[Person]) -> String {
    let ill: Vec<&Person> = meeting.iter().copied().filter(|one| one.ill()).collect();
    if let Some(shared) = shared(&ill, everybody) {
        return shared;
    }
    let busy: Vec<&&Person> = ill
        .iter()
        .filter(|person| person.cpu.is_some_and(|cpu| cpu >= BUSY))
        .collect();
    match (ill.as_slice(), busy.len()) {
        ([one], 1) => format!(
            "{}'s own computer: its processor is at {:.0} %",
            one.called(),
            one.cpu.unwrap_or(BUSY)
        ),
        (ill, busy) if busy * 2 > ill.len() => format!(
            "Their own computers: {busy} of {} have a processor at {BUSY:.0} % or more",
            ill.len()
        ),
        ([one], _) if meeting.len() > 1 => {
            let network = one.network.as_ref();
            let network = network.map_or_else(String::new, |network| format!(" ({network})"));
            let others = match meeting.len() - 1 {
                1 => "the one other person measured here is well".to_owned(),
                more => format!("the {more} others measured here are well"),
            };
            format!("{}'s own connection{network}: {others}", one.called())
        }
        ([_], _) => "Only one person is measured here: nobody to compare with".to_owned(),
        _ => "Nothing that they share sets them apart from those who are well".to_owned(),
    }
}

fn shared(ill: &[&Person], everybody: &[Person]) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    for property in PROPERTIES {
        let mut values: Vec<String> = ill.iter().filter_map(|person| property(person)).collect();
        values.sort();
        values.dedup();
        for value in values {
            let has = |person: &Person| property(person).as_ref() == Some(&value);
            let explained = ill.iter().filter(|person| has(person)).count();
            if ratio(explained, ill.len()) < WITHIN {
                continue;
            }
            let within: Vec<&Person> = everybody.iter().filter(|one| has(one)).collect();
            let without: Vec<&Person> = everybody.iter().filter(|one| !has(one)).collect();
            let suffer = |people: &[&Person]| people.iter().filter(|one| one.ill()).count();
            let (ill_within, ill_without) = (suffer(&within), suffer(&without));
            if within.len() < SHARED_BY
                || without.is_empty()
                || ratio(ill_within, within.len()) < WITHIN
                || ratio(ill_without, without.len()) > WITHOUT
            {
                continue;
            }
            let apart = ratio(ill_within, within.len()) - ratio(ill_without, without.len());
            if best.as_ref().is_none_or(|(most, _)| apart > *most) {
                let others = match ill_without {
                    0 => "nobody else does".to_owned(),
                    some => format!("{some} of {} others do", without.len()),
                };
                let words = format!(
                    "{value}: {ill_within} of {} on it suffer, {others}",
                    within.len()
                );
                best = Some((apart, words));
            }
        }
    }
    best.map(|(_, words)| words)
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    crate::reading::count(part) / crate::reading::count(whole)
}

#[cfg(test)]
mod tests {
    use super::likely;
    use crate::{attention::quality::Person, grade::Grade};

    fn person(name: &str, place: &str, network: &str, grade: Grade) -> Person {
        Person {
            name: name.to_owned(),
            grade,
            location: Some(place.to_owned()),
            network: Some(network.to_owned()),
            ..Person::default()
        }
    }

    #[test]
    fn an_office_whose_wifi_is_ill_is_named_and_not_its_cable_or_the_others_wifi() {
        let mut all = Vec::new();
        for at in 0..9 {
            all.push(person(&format!("l{at}"), "Lisbon", "Wifi", Grade::Bad));
        }
        all.push(person("w1", "Lisbon", "Wifi", Grade::Good));
        for at in 0..4 {
            all.push(person(&format!("c{at}"), "Lisbon", "Wired", Grade::Good));
            all.push(person(&format!("o{at}"), "Oslo", "Wifi", Grade::Good));
        }
        let meeting: Vec<&Person> = all.iter().take(6).collect();
        assert_eq!(
            likely(&meeting, &all),
            "Wifi at Lisbon: 9 of 10 on it suffer, nobody else does"
        );
    }

    #[test]
    fn one_person_alone_is_their_own_machine_or_connection() {
        let mut all = vec![person("Ada", "Oslo", "Wifi", Grade::Poor)];
        for at in 0..3 {
            all.push(person(&format!("p{at}"), "Oslo", "Wifi", Grade::Good));
        }
        let meeting: Vec<&Person> = all.iter().collect();
        assert_eq!(
            likely(&meeting, &all),
            "Ada's own connection (Wifi): the 3 others measured here are well"
        );
        all[0].cpu = Some(97.0);
        let meeting: Vec<&Person> = all.iter().collect();
        assert_eq!(
            likely(&meeting, &all),
            "Ada's own computer: its processor is at 97 %"
        );
    }

    #[test]
    fn where_everybody_suffers_no_cause_is_made_up() {
        let all: Vec<Person> = (0..6)
            .map(|at| person(&format!("p{at}"), "Oslo", "Wifi", Grade::Bad))
            .collect();
        let meeting: Vec<&Person> = all.iter().collect();
        assert_eq!(
            likely(&meeting, &all),
            "Nothing that they share sets them apart from those who are well"
        );
        assert_eq!(
            likely(&meeting[..1], &all[..1]),
            "Only one person is measured here: nobody to compare with"
        );
    }
}
