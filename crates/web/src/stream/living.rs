//! A page's moving parts, in the order in which they stand.

use connect::ConnectionId;
use ui::{Html, Page, Part};

use super::{PATH, Subject};

/// Seconds between two loads of a page where no script runs.
const RELOAD: u32 = 30;

/// The sentence, the line beneath it and what stands below them.
pub(crate) struct Living {
    sentence: Part,
    sub: Part,
    trouble: Part,
    body: Vec<Placed>,
}

enum Placed {
    /// Over the whole width.
    Across(Part),
    /// Beside its neighbours, as a card of the grid.
    Beside(Part),
}

impl Living {
    /// A page that answers with `sentence`.
    pub(crate) fn new(sentence: impl Into<Html>, sub: impl Into<Html>) -> Self {
        Self {
            sentence: Part::inline("sentence", sentence),
            sub: Part::inline("sub", sub),
            trouble: trouble(Html::new()),
            body: Vec::new(),
        }
    }

    /// Says above all of it why it is not renewed.
    pub(super) fn troubled(&mut self, why: impl Into<Html>) {
        self.trouble = trouble(why);
    }

    /// One more part, over the whole width.
    pub(crate) fn across(mut self, name: &'static str, content: impl Into<Html>) -> Self {
        self.body.push(Placed::Across(Part::new(name, content)));
        self
    }

    /// One more part that is a card.
    pub(crate) fn beside(mut self, name: &'static str, card: impl Into<Html>) -> Self {
        self.body.push(Placed::Beside(Part::new(name, card)));
        self
    }

    /// The parts, each once.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        let body = self.body.iter().map(|placed| match placed {
            Placed::Across(part) | Placed::Beside(part) => part,
        });
        [&self.sentence, &self.sub, &self.trouble]
            .into_iter()
            .chain(body)
    }

    fn body(&self) -> Html {
        let mut body = Html::from(&self.trouble);
        let mut cards: Vec<&Part> = Vec::new();
        for placed in &self.body {
            match placed {
                Placed::Beside(card) => cards.push(card),
                Placed::Across(part) => {
                    body.push(grid(&mut cards));
                    body.push(part);
                }
            }
        }
        body.with(grid(&mut cards))
    }

    /// `page` with these parts, renewed by the stream of `subject`; where no script runs, by
    /// loading itself, unless its reader asked it to stand `still`.
    pub(crate) fn on(
        &self,
        page: Page,
        subject: &Subject,
        connection: &ConnectionId,
        still: bool,
    ) -> Page {
        let page = page
            .sentence(&self.sentence)
            .subline(&self.sub)
            .body(self.body())
            .stream(format!("{PATH}?{}", subject.query(connection)));
        if still {
            page
        } else {
            page.reload(RELOAD, subject.still())
        }
    }
}

/// The part that says why the others are not renewed; empty while they are.
pub(super) fn trouble(why: impl Into<Html>) -> Part {
    Part::new("trouble", why)
}

fn grid(cards: &mut Vec<&Part>) -> Html {
    if cards.is_empty() {
        return Html::new();
    }
    ui::grid(cards.drain(..))
}

#[cfg(test)]
mod tests {
    use super::Living;

    #[test]
    fn neighbouring_cards_share_one_grid() {
        let living = Living::new("Well", "")
            .across("top", "t")
            .beside("one", "1")
            .beside("two", "2")
            .across("end", "e");
        let html = living.body().to_string();
        assert_eq!(html.matches("class=\"grid\"").count(), 1, "{html}");
        let names: Vec<_> = living.parts().map(ui::Part::name).collect();
        assert_eq!(
            names,
            ["sentence", "sub", "trouble", "top", "one", "two", "end"]
        );
    }
}
