//! What the forms of this part read alike.

use connect::FormProblems;

/// Text of at most `most` letters; missing only where it may be.
pub(crate) fn text(
    problems: &mut FormProblems,
    field: &str,
    name: &str,
    typed: &str,
    most: usize,
    required: bool,
) -> String {
    let text = typed.trim();
    if required && text.is_empty() {
        problems.add(field, format!("{name} is missing."));
    }
    let length = text.chars().count();
    if length > most {
        problems.add(
            field,
            format!("{name} has {length} letters; Zoom takes at most {most}."),
        );
    }
    text.to_owned()
}

/// A mail address.
pub(crate) fn mail(
    problems: &mut FormProblems,
    field: &str,
    name: &str,
    typed: &str,
    required: bool,
) -> String {
    let before = problems.0.len();
    let mail = text(problems, field, name, typed, 128, required);
    let whole = mail.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !mail.contains(char::is_whitespace)
    });
    if problems.0.len() == before && !mail.is_empty() && !whole {
        problems.add(field, format!("“{mail}” is no mail address."));
    }
    mail
}
