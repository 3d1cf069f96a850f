//! Who used what of the account's quota.

use crate::scheduling::{fields, host, site};

#[tokio::test]
async fn a_host_is_named_where_the_quota_of_hosts_is_shown() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    site.post("/meetings/new", &fields(&host, &[])).await;
    let (_stay, stop) = tokio::sync::watch::channel(false);
    let people = &site.state.people;
    people.walk_what_is_due(&stop).await.expect("walked");
    let json = site.get("/api/v1/spending").await.json();
    let counted = &json["hosts"][0];
    assert_eq!(counted["email"], host.as_str(), "{json}");
    let name = counted["name"].as_str().expect("a name");
    let page = site.get("/spending").await.body;
    assert!(page.contains(&format!(">{name} ({host})</a>")), "{page}");
}
