//! `parfocal join`: how joining in the browser goes.

use clap::Subcommand;
use meetings::{
    PublicId,
    join::{JoinCount, Ratings},
};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal join`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked about joining.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show with which codes joins in the browser failed, how often and when last
    Reports {
        /// Only those of this meeting or webinar, by its id here
        #[arg(long, value_name = "ID")]
        meeting: Option<String>,
    },
    /// Show what came of the clicks on Join of a meeting or webinar, and how people rated it
    Counts {
        /// Its id here
        #[arg(value_name = "ID")]
        meeting: String,
    },
}

/// What is told of one meeting.
#[derive(Debug, serde::Serialize)]
struct Counts {
    outcomes: Vec<JoinCount>,
    ratings: Ratings,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::without_zoom(config).await?;
    match args.command {
        Command::Reports { meeting } => reports(&product, meeting, output).await,
        Command::Counts { meeting } => counts(&product, PublicId(meeting), output).await,
    }
}

async fn counts(product: &Product, id: PublicId, output: Output) -> Result<(), Failure> {
    let counts = Counts {
        outcomes: product.meetings.join_counts(&OPERATOR, &id).await?,
        ratings: product.meetings.ratings(&OPERATOR, &id).await?,
    };
    output.write(&counts, said)?;
    Ok(())
}

/// A table, then what people thought of it.
fn said(counts: &Counts) -> String {
    let mut table = Table::new(&["OUTCOME", "TIMES", "LAST"]);
    for one in &counts.outcomes {
        table.row([
            one.outcome.clone(),
            one.times.to_string(),
            output::moment(Some(one.last_at.as_microsecond())),
        ]);
    }
    let clicks = if table.is_empty() {
        "Nobody has pressed Join on its page yet.\n".to_owned()
    } else {
        table.to_string()
    };
    let ratings = &counts.ratings;
    let rated = match ratings.mean {
        None => "Nobody has rated it yet.".to_owned(),
        Some(mean) => format!("Rated {mean:.1} of 5 by {}.", ratings.count),
    };
    let mut words = Table::new(&["STARS", "WHEN", "WORDS"]);
    for one in &ratings.latest {
        let at = output::moment(Some(one.at.as_microsecond()));
        words.row([one.stars.to_string(), at, one.words.clone()]);
    }
    if words.is_empty() {
        return format!("{clicks}\n{rated}");
    }
    format!("{clicks}\n{rated}\n\n{words}")
}

async fn reports(
    product: &Product,
    meeting: Option<String>,
    output: Output,
) -> Result<(), Failure> {
    let reports = if let Some(id) = meeting {
        let id = PublicId(id);
        product.meetings.reports_of(&OPERATOR, &id).await?
    } else {
        let connection = product.connection().await?;
        product.meetings.reports(&OPERATOR, &connection).await?
    };
    output.write(&reports, |reports| {
        let mut table = Table::new(&[
            "CODE",
            "SDK",
            "TIMES",
            "VISITORS",
            "LAST",
            "WHAT IS BEHIND IT",
        ]);
        for one in reports {
            table.row([
                one.code.clone(),
                one.sdk.clone(),
                one.times.to_string(),
                one.visitors
                    .map_or_else(|| "–".to_owned(), |visitors| visitors.to_string()),
                output::moment(Some(one.last_at.as_microsecond())),
                one.meaning.clone(),
            ]);
        }
        if table.is_empty() {
            "No join in the browser has failed.".to_owned()
        } else {
            table.to_string()
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use meetings::join::{JoinCount, Rating, Ratings};

    use super::{Counts, said};

    #[test]
    fn clicks_and_ratings_are_told_and_their_absence_is_too() {
        let none = Counts {
            outcomes: Vec::new(),
            ratings: Ratings {
                count: 0,
                mean: None,
                latest: Vec::new(),
            },
        };
        assert_eq!(
            said(&none),
            "Nobody has pressed Join on its page yet.\n\nNobody has rated it yet."
        );
        let at: Timestamp = "2026-11-26T12:00:00Z".parse().expect("a time");
        let some = Counts {
            outcomes: vec![JoinCount {
                outcome: "joined".to_owned(),
                times: 7,
                last_at: at,
            }],
            ratings: Ratings {
                count: 2,
                mean: Some(4.5),
                latest: vec![Rating {
                    stars: 4,
                    words: "Too loud".to_owned(),
                    at,
                }],
            },
        };
        let told = said(&some);
        assert!(told.contains("joined   7"), "{told}");
        assert!(told.contains("Rated 4.5 of 5 by 2."), "{told}");
        assert!(told.trim_end().ends_with("Too loud"), "{told}");
    }
}
