//! What two people who change one thing at a time must see of each other: where what is typed
//! differs from what holds now. Without it, saving once more undoes the other's change unseen.

use ui::{Column, Html, Notice, Table};

/// Every field that differs: as it is called, as it holds now, as it was typed.
pub(crate) fn table<'a>(fields: impl IntoIterator<Item = (&'a str, String, String)>) -> Html {
    let mut table = Table::new("Where what you typed differs from what holds now")
        .column(Column::text("Field"))
        .column(Column::text("Holds now"))
        .column(Column::text("You typed"))
        .empty(ui::State::empty(
            "What you typed is what holds now: nothing is left to save",
        ));
    for (label, now, typed) in fields {
        if now != typed {
            table = table.row([Html::from(label), shown(&now), shown(&typed)]);
        }
    }
    table.into()
}

/// The same under the words that say so.
pub(crate) fn notice<'a>(
    failure: &monitor::Error,
    fields: impl IntoIterator<Item = (&'a str, String, String)>,
) -> Html {
    ui::all![Notice::fair(failure.to_string()).live(), table(fields)]
}

fn shown(value: &str) -> Html {
    match value {
        "" => ui::quiet("nothing"),
        other => other.into(),
    }
}
