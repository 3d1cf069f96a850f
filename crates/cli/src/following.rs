//! Who follows the webhook journal in this process, and what is done to people in the background.

use std::sync::Arc;

use meetings::Meetings;
use people::People;
use tokio::{sync::watch, task::JoinHandle};

use crate::product::Product;

/// Lets every consumer follow the journal until `stop` says so.
pub(crate) fn start(product: &Product, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    let inbox = product.inbox.clone();
    let monitor = Arc::new(product.monitor.consumer());
    let directory = Arc::new(People::consumer());
    let account = Arc::new(product.account.consumer());
    let meetings = Arc::new(Meetings::consumer());
    tokio::spawn(async move {
        tokio::join!(
            inbox.run(monitor, stop.clone()),
            inbox.run(directory, stop.clone()),
            inbox.run(account, stop.clone()),
            inbox.run(meetings, stop.clone())
        );
    })
}

/// Lists the people of the account whenever that is due, and runs jobs with many of them and with
/// many recordings, until `stop` says so.
pub(crate) fn people(product: &Product, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    let (people, meetings) = (product.people.clone(), product.meetings.clone());
    tokio::spawn(async move {
        tokio::join!(
            people.walk_loop(stop.clone()),
            people.jobs_loop(stop.clone()),
            meetings.jobs_loop(stop.clone())
        );
    })
}
