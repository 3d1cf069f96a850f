//! `parfocal demo`: the emulated Zoom and Parfocal in one process, both guides walked.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clock::{Clock, Random};
use connect::Principal;
use tokio::{sync::watch, task::JoinHandle};
use url::Url;
use zoom_sandbox::{Sandbox, world::World};

use crate::{
    config::{Config, PlanName},
    demo::{self, DemoWorld, Ports, Tell, forget},
    failure::Failure,
    following, housekeeping,
    listen::{self, Listening},
    output::{self, Output},
    product::Product,
};

/// Flags of `parfocal demo`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(crate) struct Args {
    /// Start with an empty Marketplace and nothing set up, to follow the guides by hand
    #[arg(long)]
    pub by_hand: bool,
    /// Forget what an earlier run kept, and start over
    #[arg(long)]
    pub fresh: bool,
    /// Folder that keeps the demo between runs
    #[arg(long, default_value = "parfocal-demo", value_name = "FOLDER")]
    pub data: PathBuf,
    /// Address and port of Parfocal
    #[arg(long, default_value = "127.0.0.1:8470", value_name = "ADDRESS")]
    pub listen: String,
    /// Address and port of the emulated Zoom
    #[arg(long, default_value = "127.0.0.1:8471", value_name = "ADDRESS")]
    pub sandbox_listen: String,
    /// Address and port where browsers find the emulated Zoom over TLS, to join with Zoom's Meeting
    /// SDK
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub web_client_listen: String,
    /// How many people the emulated organisation has; an earlier run's data keeps its own number, so
    /// another one wants --fresh
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub users: u32,
    /// Fetch Zoom's Meeting SDK (43 MB, by npm) in the background, to join meetings in the browser
    #[arg(long)]
    pub fetch_sdk: bool,
    /// Print exactly one JSON line with addresses and sign-ins once all is up; the walk then goes
    /// to standard error
    #[arg(long)]
    pub ready_json: bool,
    /// Stop after the walk instead of staying up
    #[arg(long)]
    pub once: bool,
}

/// The administrator's name.
const NAME: &str = "admin";

/// Starts both, walks the guides, and stays until asked to stop.
pub(crate) async fn run(mut args: Args, mut config: Config, output: Output) -> Result<(), Failure> {
    args.ready_json |= output == Output::Json;
    make_folder(&args)?;
    let Places {
        here,
        there,
        ports,
        first_run,
    } = listen(&args).await?;
    let sandbox = start_sandbox(&args, &there)?;
    let web_client = listen::plain("--web-client-listen", &args.web_client_listen).await?;
    let web_client = sandbox.serve_web_client(web_client)?;
    configure(&mut config, &args, &here.url, &there.url)?;
    let file = write_config(&config, &args.data)?;
    let product = Product::open(&config, sandbox.clock(), here.url.clone()).await?;
    if first_run {
        product
            .accounts
            .set_administrator(NAME, &ports.password.clone().into())
            .await?;
    }
    let state = product.state(&config, here.url.clone())?;
    let tell = Arc::new(Tell::new(args.ready_json));
    let lines = addresses(&args, &ports, &here.url, &there.url, &sandbox, &file);
    let ready = ready_line(&ports, &here.url, &there.url, &sandbox);

    let (stop, stopped) = watch::channel(false);
    let told = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that the sender is gone, which is a stop as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let life = sandbox.spawn_life();
    let zoom = sandbox
        .router()
        .merge(sandbox_console::router(sandbox.clone()));
    let zoom = tokio::spawn(there.serve(zoom, told(stopped.clone())));
    let site = tokio::spawn(here.serve(
        web::router(state.clone()),
        state.until(told(stopped.clone())),
    ));
    let tidying = housekeeping::start(&product, stopped.clone());
    let following = following::start(&product, stopped.clone());
    let people = following::people(&product, stopped.clone());
    let alarms = housekeeping::alarms(&product, stopped.clone());
    let monitor = product.monitor.clone();
    let schedules = tokio::spawn(async move { monitor.run_loop(stopped).await });

    let connection = product.connection().await?;
    let administrator = Principal::Administrator {
        name: NAME.into(),
        session: Random::system().letters(16),
    };
    let world = DemoWorld {
        sandbox,
        product,
        connection,
        administrator,
    };
    tell.line("Parfocal's demo: an emulated Zoom on this machine. No Zoom account is touched.");
    let mut fetching = args
        .fetch_sdk
        .then(|| tokio::spawn(demo::sdk::fetch(world.product.sdk.clone(), tell.clone())));
    let walked = walk(
        &args,
        &world,
        &tell,
        (lines.as_slice(), &ready),
        fetching.as_mut(),
    );
    let outcome = tokio::select! {
        outcome = walked => outcome,
        // Also in the middle of the walk: what was done stays done.
        () = listen::asked_to_stop() => Ok(()),
    };
    tell.line("\nStopping.");
    // Nobody listening any more is what stopping is for.
    let _ = stop.send(true);
    let ended = async { tokio::join!(zoom, site, schedules, following, people, alarms, tidying) };
    // A browser may hold a connection open; it is not waited for longer than this.
    let _ = Clock::system().timeout(Duration::from_secs(3), ended).await;
    life.abort();
    // What it had begun is removed by the next fetch.
    if let Some(fetching) = fetching {
        fetching.abort();
    }
    web_client.abort();
    world.sandbox.save()?;
    housekeeping::end(&world.product).await;
    outcome
}

/// Both guides or what is kept of them, the addresses, and the second guide's last step: it waits for
/// the SDK, and nothing else waits for it.
async fn walk(
    args: &Args,
    world: &DemoWorld,
    tell: &Tell,
    (addresses, ready): (&[String], &serde_json::Value),
    fetching: Option<&mut JoinHandle<()>>,
) -> Result<(), Failure> {
    let sets = world.product.connect.sets(&world.connection).await?;
    let walks = !args.by_hand && sets.is_empty();
    if args.by_hand {
        tell.line(&demo::by_hand(world).await?);
    } else if walks {
        demo::walk(world, tell).await?;
    } else {
        demo::look_again(world, tell).await?;
    }
    for line in addresses {
        tell.line(line);
    }
    if args.ready_json {
        output::line(&ready.to_string())?;
    }
    if let Some(fetching) = fetching
        && walks
    {
        // One that panicked has said so.
        let _ = fetching.await;
        demo::join(world, tell, &args.data).await;
    }
    if !args.once {
        std::future::pending::<()>().await;
    }
    Ok(())
}

/// The demo's folder, empty where an earlier run is to be forgotten.
fn make_folder(args: &Args) -> Result<(), Failure> {
    if args.fresh {
        forget(&args.data)?;
    }
    std::fs::create_dir_all(&args.data).map_err(|error| {
        Failure::new(
            format!(
                "The folder {} cannot be made: {error}.",
                args.data.display()
            ),
            "Name another one with --data.",
        )
    })
}

/// Where both halves listen.
struct Places {
    here: Listening,
    there: Listening,
    ports: Ports,
    first_run: bool,
}

/// Takes the ports of an earlier run again: apps in the Marketplace name them.
async fn listen(args: &Args) -> Result<Places, Failure> {
    let kept = Ports::read(&args.data)?;
    let (listen_at, sandbox_at) = match &kept {
        Some(kept) => (
            Ports::settle(&args.listen, &kept.listen)?,
            Ports::settle(&args.sandbox_listen, &kept.sandbox_listen)?,
        ),
        None => (args.listen.clone(), args.sandbox_listen.clone()),
    };
    let here = listen::on("--listen", &listen_at, None).await?;
    let there = listen::on("--sandbox-listen", &sandbox_at, None).await?;
    let first_run = kept.is_none();
    let ports = Ports {
        listen: here.url.authority().to_owned(),
        sandbox_listen: there.url.authority().to_owned(),
        password: kept.map_or_else(|| Random::system().letters(16), |kept| kept.password),
    };
    ports.write(&args.data)?;
    Ok(Places {
        here,
        there,
        ports,
        first_run,
    })
}

fn start_sandbox(args: &Args, there: &Listening) -> Result<Sandbox, Failure> {
    let mut config =
        zoom_sandbox::Config::new(there.url.clone(), Clock::system(), Random::system());
    // The walk builds its own apps, in sight.
    config.empty = true;
    config.users = args.users;
    config.data = Some(args.data.join("zoom"));
    Ok(Sandbox::start(config)?)
}

/// Parfocal's configuration for the demo: the emulated Zoom, everything in the demo's folder.
fn configure(config: &mut Config, args: &Args, here: &Url, zoom: &Url) -> Result<(), Failure> {
    // Whole paths: the file is of use from any folder.
    let data = std::path::absolute(&args.data)?;
    // A file that was named is not to bring the demo to another database, address or account, nor its
    // browser to another place for the SDK: it knows nobody but the emulated Zoom.
    (config.server, config.store, config.zoom, config.sdk) = Default::default();
    // Nor are the files it names others from there.
    let files = [
        &mut config.mail.password_file,
        &mut config.mail.ca_file,
        &mut config.metrics.token_file,
    ];
    for file in files.into_iter().flatten() {
        *file = std::path::absolute(&*file)?;
    }
    config.store.url = format!("sqlite:{}", data.join("parfocal.db").display());
    config.server.data = data;
    here.authority().clone_into(&mut config.server.listen);
    config.zoom.api_url = Some(zoom.join("v2")?);
    config.zoom.oauth_url = Some(zoom.join("oauth")?);
    config.zoom.status_url = Some(zoom.join("status")?);
    config.zoom.plan = PlanName::Business;
    Ok(())
}

/// Writes the demo's configuration beside its data, so that every command works on the demo, too.
fn write_config(config: &Config, folder: &Path) -> Result<PathBuf, Failure> {
    const MADE_HERE: &str = "# Made by `parfocal demo` at each start, for commands beside it.";

    let file = folder.join(crate::config::FILE);
    if std::fs::read_to_string(&file).is_ok_and(|text| !text.starts_with(MADE_HERE)) {
        return Err(Failure::new(
            format!("{} is there and is not of a demo.", file.display()),
            "Name another folder with --data.",
        ));
    }
    let text = format!("{MADE_HERE}\n\n{}", super::config::toml(config));
    std::fs::write(&file, text).map_err(|error| {
        Failure::new(
            format!("{} cannot be written: {error}.", file.display()),
            "Name another folder with --data.",
        )
    })?;
    Ok(file)
}

fn addresses(
    args: &Args,
    ports: &Ports,
    here: &Url,
    there: &Url,
    sandbox: &Sandbox,
    config: &Path,
) -> Vec<String> {
    let joins = sandbox.ready().web_client.map(|zoom| {
        let profile = demo::browser_profile(&args.data);
        let command = demo::browser_command(&zoom, &profile, here.as_str());
        format!(
            "Join meetings in  {command}\n                  (any other browser would look for the \
             real Zoom)"
        )
    });
    let mut lines = vec![
        String::new(),
        format!("Parfocal          {here}"),
        format!(
            "                  sign in as {NAME}, password {}",
            ports.password
        ),
        format!("Emulated Zoom     {there}"),
        format!(
            "                  sign in as {}, password {}",
            sandbox.world().owner().email,
            World::PASSWORD
        ),
        format!(
            "Command line      {} --config {} doctor",
            demo::this_program(),
            demo::quoted(&config.display().to_string())
        ),
    ];
    lines.extend(joins);
    lines.push(
        "The organisation is alive: meetings start and end, figures move. Ctrl-C stops.".into(),
    );
    lines
}

fn ready_line(ports: &Ports, here: &Url, there: &Url, sandbox: &Sandbox) -> serde_json::Value {
    let plain = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    serde_json::json!({
        "parfocal_url": plain(here),
        "console_url": plain(there),
        "sandbox_admin_url": sandbox.ready().admin_url,
        "administrator": { "name": NAME, "password": ports.password },
        "web_client": sandbox.ready().web_client,
        "zoom_owner": { "email": sandbox.world().owner().email, "password": World::PASSWORD },
    })
}
