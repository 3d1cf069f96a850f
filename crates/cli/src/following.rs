//! Who follows the webhook journal in this process.

use std::sync::Arc;

use tokio::{sync::watch, task::JoinHandle};

use crate::product::Product;

/// Lets every consumer follow the journal until `stop` says so.
pub(crate) fn start(product: &Product, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    let inbox = product.inbox.clone();
    let monitor = Arc::new(product.monitor.consumer());
    let account = Arc::new(product.account.consumer());
    tokio::spawn(async move {
        tokio::join!(inbox.run(monitor, stop.clone()), inbox.run(account, stop));
    })
}
