//! The emulated Zoom with its pages and an empty Marketplace, to be looked at: prints where.

use clock::{Clock, Random};
use zoom_sandbox::{Config, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let mut config = Config::new(base.parse()?, Clock::system(), Random::system());
    config.empty = true;
    let sandbox = Sandbox::start(config)?;
    println!("{base}, sign in as {}", sandbox.world().owner().email);
    let router = sandbox.router().merge(sandbox_console::router(sandbox));
    Ok(axum::serve(listener, router).await?)
}
