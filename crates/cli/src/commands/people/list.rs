//! `parfocal people list`.

use people::{Filter, Order, Person};

use super::At;
use crate::{
    failure::Failure,
    output::{self, Table},
    product::OPERATOR,
};

/// What the list shows.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Beginnings of words of name, mail address or department
    #[arg(long, default_value = "", hide_default_value = true)]
    pub search: String,
    /// active, inactive or pending
    #[arg(long, default_value = "", hide_default_value = true)]
    pub status: String,
    /// 1 Basic, 2 Licensed, 4 Unassigned, 99 none
    #[arg(long, default_value = "", hide_default_value = true)]
    pub licence: String,
    /// The role's id: 0 owner, 1 admin, 2 member
    #[arg(long, default_value = "", hide_default_value = true)]
    pub role: String,
    /// The department as it is written
    #[arg(long, default_value = "", hide_default_value = true)]
    pub dept: String,
    /// The number of a way to sign in: 1 Google, 100 work e-mail, 101 single sign-on
    #[arg(long, default_value = "", hide_default_value = true)]
    pub login: String,
    /// name, email, dept, licence, status, role, `last_login` or created
    #[arg(long, default_value = "name")]
    pub sort: String,
    /// The last first
    #[arg(long)]
    pub desc: bool,
    /// List everybody from Zoom first
    #[arg(long)]
    pub refresh: bool,
}

/// A word that no filter knows would find nobody, which is no answer.
fn check(asked: &List) -> Result<(), Failure> {
    const STATUSES: [&str; 3] = ["active", "inactive", "pending"];
    if !asked.status.is_empty() && !STATUSES.contains(&asked.status.as_str()) {
        return Err(Failure::usage(
            format!("“{}” is no status.", asked.status),
            "Write active, inactive or pending.",
        ));
    }
    if !asked.licence.is_empty() && asked.licence.parse::<u32>().is_err() {
        return Err(Failure::usage(
            format!("“{}” is no number of a licence.", asked.licence),
            "Write 1 for Basic, 2 for Licensed, 4 for Unassigned, 99 for none.",
        ));
    }
    Ok(())
}

/// Lists them.
pub(super) async fn run(At { people, id, output }: At<'_>, asked: List) -> Result<(), Failure> {
    check(&asked)?;
    let mut standing = people.standing(id).await?;
    if asked.refresh || (standing.listed_at.is_none() && standing.refusal.is_none()) {
        standing = people.walk_now(&OPERATOR, id).await?;
    }
    // Without the list scope there is whom Parfocal met otherwise; with nobody there is no list.
    if let Some(notice) = &standing.refusal
        && (asked.refresh || standing.people == 0)
    {
        return Err(people::Error::from(notice.clone()).into());
    }
    let filter = Filter {
        q: asked.search,
        status: asked.status,
        licence: asked.licence,
        role: asked.role,
        dept: asked.dept,
        login: asked.login,
        sort: Order::from_word(&asked.sort),
        desc: asked.desc,
        ..Filter::default()
    };
    let mut found = people.find_all(&OPERATOR, id, &filter).await?;
    let mut rows: Vec<Person> = Vec::new();
    loop {
        let more = found.next(2_000).await?;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    output.write(&rows, |rows| {
        let mut table = Table::new(&[
            "id",
            "email",
            "name",
            "licence",
            "status",
            "role",
            "department",
            "last sign-in",
        ]);
        for one in rows {
            table.row([
                one.id.clone(),
                one.email.clone(),
                one.name(),
                one.licence(),
                people::status(&one.status),
                one.role(),
                one.dept.clone(),
                output::moment(one.last_login_at.map(jiff::Timestamp::as_microsecond)),
            ]);
        }
        if table.is_empty() {
            "Nobody fits.".into()
        } else {
            table.to_string()
        }
    })?;
    Ok(())
}
