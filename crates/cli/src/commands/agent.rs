//! `parfocal agent`: the API tests alone, with `/metrics` and health, and no site.

use clock::Clock;
use serde_json::json;
use tokio::sync::watch;

use crate::{
    config::Config, failure::Failure, following, housekeeping, listen, output::Output,
    product::Product,
};

/// Flags of `parfocal agent`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address and port of /metrics, /healthz and /readyz
    #[arg(long, default_value = "127.0.0.1:8472", value_name = "ADDRESS")]
    pub listen: String,
}

/// Runs the API tests until asked to stop.
pub(crate) async fn run(args: Args, config: Config, output: Output) -> Result<(), Failure> {
    let listening = listen::on("--listen", &args.listen, None).await?;
    let url = listening.url.clone();
    let product = Product::open(&config, Clock::system(), url.clone()).await?;
    let state = product.state(&config, url.clone())?;
    // Before the line that says it is there: whoever reads that may ask it to stop at once.
    let stopping = listen::asked_to_stop();
    let ready = json!({ "url": url, "metrics_url": format!("{url}metrics") });
    output.write(&ready, |_| {
        format!("API tests run; their figures are at {url}metrics")
    })?;
    let (stop, stopped) = watch::channel(false);
    let tidying = housekeeping::start(&product, stopped.clone());
    let following = following::start(&product, stopped.clone());
    let alarms = housekeeping::alarms(&product, stopped.clone());
    let monitor = product.monitor.clone();
    let told = stop.clone();
    // At once: what else runs does not wait for the last connection.
    let stopping = async move {
        stopping.await;
        told.send_replace(true);
    };
    let schedules = tokio::spawn(async move { monitor.run_loop(stopped).await });
    let served = listening.serve(web::agent_router(state), stopping).await;
    // Also where serving failed. Runs under way may end.
    stop.send_replace(true);
    let _ = tokio::join!(schedules, following, alarms, tidying);
    housekeeping::end(&product).await;
    served
}
