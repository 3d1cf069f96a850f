//! Tables that sort, filter and page by links and forms, so that every view has an address.

use askama::Template;

use crate::html::{Html, component, query};
use crate::state::State;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    title: String,
    key: Option<String>,
    number: bool,
}

impl Column {
    /// A column of words.
    pub fn text(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            key: None,
            number: false,
        }
    }

    /// A column of figures, set to the right.
    pub fn number(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            key: None,
            number: true,
        }
    }

    /// Its header sorts; `key` goes into the address.
    #[must_use]
    pub fn sort(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

/// What the address of a table says: `?q=…&sort=…&desc=1&page=…`. The handler parses it with
/// its own query struct and hands it back here, so that every link keeps the rest.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The page's path.
    pub path: String,
    /// What is looked for.
    pub filter: String,
    /// The key of the sorted column.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// The page shown, from 1.
    pub page: u32,
    /// Other pairs of the address, kept.
    pub keep: Vec<(String, String)>,
}

impl View {
    fn address(&self, path: &str, sort: Option<&str>, descending: bool, page: u32) -> String {
        let mut pairs = self.keep.clone();
        if !self.filter.is_empty() {
            pairs.push(("q".to_owned(), self.filter.clone()));
        }
        if let Some(sort) = sort {
            pairs.push(("sort".to_owned(), sort.to_owned()));
        }
        if descending {
            pairs.push(("desc".to_owned(), "1".to_owned()));
        }
        if page > 1 {
            pairs.push(("page".to_owned(), page.to_string()));
        }
        let query = query(pairs);
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

/// A table of rows.
#[derive(Clone, Debug, Template)]
#[template(path = "table.html")]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Html>>,
    view: Option<View>,
    filter_label: Option<String>,
    pages: u32,
    total: Option<u64>,
    csv: Option<String>,
    empty: Option<State>,
}

impl Table {
    /// `caption` names the table for screen readers ("Meetings of the next seven days").
    pub fn new(caption: impl Into<String>) -> Self {
        Self {
            caption: caption.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            view: None,
            filter_label: None,
            pages: 1,
            total: None,
            csv: None,
            empty: None,
        }
    }

    /// One more column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// One more row, a cell per column.
    #[must_use]
    pub fn row<C: Into<Html>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// What the address says; makes headers sort.
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = Some(view);
        self
    }

    /// Shows a box that filters by words, labelled so. Needs [`Table::view`].
    #[must_use]
    pub fn filter(mut self, label: impl Into<String>) -> Self {
        self.filter_label = Some(label.into());
        self
    }

    /// How many rows there are in all, over how many pages. Needs [`Table::view`].
    #[must_use]
    pub fn pages(mut self, total: u64, pages: u32) -> Self {
        self.total = Some(total);
        self.pages = pages.max(1);
        self
    }

    /// Where the same rows are as CSV.
    #[must_use]
    pub fn csv(mut self, href: impl Into<String>) -> Self {
        self.csv = Some(href.into());
        self
    }

    /// What to show when there is no row.
    #[must_use]
    pub fn empty(mut self, state: State) -> Self {
        self.empty = Some(state);
        self
    }

    fn sort_href(&self, column: &Column) -> Option<String> {
        let (view, key) = (self.view.as_ref()?, column.key.as_deref()?);
        let again = view.sort.as_deref() == Some(key) && !view.descending;
        Some(view.address(&view.path, Some(key), again, 1))
    }

    fn sorted(&self, column: &Column) -> Option<&'static str> {
        let view = self.view.as_ref()?;
        (view.sort.is_some() && view.sort == column.key).then_some(if view.descending {
            "descending"
        } else {
            "ascending"
        })
    }

    /// What is said of no row where a filter is on: that nothing is here yet would be untrue.
    fn no_match(&self) -> Option<State> {
        let view = self.view.as_ref().filter(|view| !view.filter.is_empty())?;
        let all = View {
            filter: String::new(),
            ..view.clone()
        };
        let all = all.address(&all.path, all.sort.as_deref(), all.descending, 1);
        Some(
            State::empty(format!("Nothing matches “{}”", view.filter))
                .actions(crate::Button::quiet("Show all").to(all)),
        )
    }

    fn filter_box(&self) -> Option<(&str, &View)> {
        Some((self.filter_label.as_deref()?, self.view.as_ref()?))
    }

    /// Each cell, its column's title, and whether the column holds figures. Where there is no room
    /// for columns a row is a card, whose lines are labelled by the titles.
    fn cells<'a>(&'a self, row: &'a [Html]) -> Vec<(&'a Html, &'a str, bool)> {
        let columns = self.columns.iter().map(|c| (c.title.as_str(), c.number));
        let columns = columns.chain(std::iter::repeat(("", false)));
        row.iter()
            .zip(columns)
            .map(|(cell, (title, number))| (cell, title, number))
            .collect()
    }

    fn page(&self) -> u32 {
        self.view
            .as_ref()
            .map_or(1, |v| v.page)
            .clamp(1, self.pages)
    }

    fn page_href(&self, page: u32) -> String {
        self.view.as_ref().map_or_else(String::new, |v| {
            v.address(&v.path, v.sort.as_deref(), v.descending, page)
        })
    }
}

component!(Table);

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::new("People")
            .column(Column::text("Name").sort("name"))
            .column(Column::number("Meetings").sort("meetings"))
            .view(View {
                path: "/people".to_owned(),
                filter: "a b".to_owned(),
                sort: Some("name".to_owned()),
                descending: false,
                page: 2,
                keep: vec![("of".to_owned(), "x".to_owned())],
            })
    }

    #[test]
    fn links_keep_the_rest_of_the_address() {
        let html = table()
            .filter("Filter people")
            .pages(250, 3)
            .row([Html::from("<Ann>"), crate::number(3)])
            .to_string();
        assert!(
            html.contains("href=\"/people?of=x&#38;q=a%20b&#38;sort=name&#38;desc=1\""),
            "{html}"
        );
        assert!(html.contains("aria-sort=\"ascending\""), "{html}");
        assert!(html.contains("&#38;page=3\""), "{html}");
        assert!(html.contains("data-label=\"Name\">&#60;Ann&#62;"), "{html}");
        assert!(html.contains("name=\"of\" value=\"x\""), "{html}");
    }

    #[test]
    fn where_a_filter_is_on_nobody_is_told_that_nothing_is_here_yet() {
        let html = table().empty(State::empty("No people yet")).to_string();
        assert!(html.contains("Nothing matches “a b”"), "{html}");
        assert!(
            html.contains("href=\"/people?of=x&#38;sort=name\">Show all"),
            "{html}"
        );
        assert!(!html.contains("No people yet"), "{html}");
    }

    #[test]
    fn an_empty_table_says_what_will_be_here() {
        let mut table = table().empty(State::empty("No meetings yet"));
        table.view = None;
        let html = table.to_string();
        assert!(html.contains("No meetings yet"), "{html}");
        assert!(!html.contains("<tbody>"), "{html}");
    }
}
