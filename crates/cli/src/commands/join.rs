//! `parfocal join`: how joining in the browser goes.

use clap::Subcommand;
use meetings::PublicId;

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
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let Command::Reports { meeting } = args.command;
    let product = Product::without_zoom(config).await?;
    let reports = if let Some(id) = meeting {
        let id = PublicId(id);
        product.meetings.reports_of(&OPERATOR, &id).await?
    } else {
        let connection = product.connection().await?;
        product.meetings.reports(&OPERATOR, &connection).await?
    };
    output.write(&reports, |reports| {
        let mut table = Table::new(&["CODE", "SDK", "TIMES", "LAST", "WHAT IS BEHIND IT"]);
        for one in reports {
            table.row([
                one.code.clone(),
                one.sdk.clone(),
                one.times.to_string(),
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
