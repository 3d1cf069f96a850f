//! The typed calls: where each goes, what it sends, what it reads.

use jiff::civil::date;
use zoom_client::{Error, http_client, status_summary};
use zoom_types::{
    MeetingId, UserId,
    dashboards::MetricsType,
    meetings::{MeetingAction, MeetingDraft, MeetingListType},
    reports::HostKind,
    users::{CreateAction, NewUser, NewUserInfo, UserType, UserUpdate},
    webinars::{WebinarAction, WebinarDraft},
};

use crate::stand_in::{Answer, StandIn};

/// What the stand-in was asked, in one line.
fn line(zoom: &StandIn) -> String {
    let asked = zoom.asked().pop().unwrap();
    let query = if asked.query.is_empty() {
        String::new()
    } else {
        format!("?{}", asked.query)
    };
    let body = if asked.body.is_empty() {
        String::new()
    } else {
        format!(" {}", asked.body)
    };
    format!("{} {}{query}{body}", asked.method, asked.path)
}

async fn answering(status: u16, body: &str) -> StandIn {
    StandIn::with([Answer::json(status, body)]).await
}

#[tokio::test]
async fn users() -> Result<(), Error> {
    let zoom = answering(200, r#"{"id":"KDc"}"#).await;
    zoom.client().users().get("a+b@example.com").await?;
    assert_eq!(line(&zoom), "GET /v2/users/a%2Bb%40example.com");

    let zoom = answering(201, r#"{"id":"KDc","type":1}"#).await;
    let user_info = NewUserInfo {
        email: "a@b.c".to_owned(),
        r#type: UserType::Basic,
        ..Default::default()
    };
    zoom.client()
        .users()
        .create(&NewUser {
            action: CreateAction::Create,
            user_info,
        })
        .await?;
    assert_eq!(
        line(&zoom),
        r#"POST /v2/users {"action":"create","user_info":{"email":"a@b.c","type":1}}"#
    );

    let zoom = StandIn::with([Answer::empty(204)]).await;
    let change = UserUpdate {
        dept: Some("IT".to_owned()),
        ..UserUpdate::default()
    };
    zoom.client().users().update("KDc", &change).await?;
    assert_eq!(line(&zoom), r#"PATCH /v2/users/KDc {"dept":"IT"}"#);

    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client()
        .users()
        .delete("KDc")
        .for_good()
        .transfer_to("x@y.z", true, true, false)
        .send()
        .await?;
    assert_eq!(
        line(&zoom),
        "DELETE /v2/users/KDc?action=delete&transfer_email=x%40y.z&transfer_meeting=true&\
         transfer_webinar=true&transfer_recording=false"
    );

    let zoom = answering(200, r#"{"total_users_count":120}"#).await;
    assert_eq!(
        zoom.client().users().summary().await?.total_users_count,
        Some(120)
    );
    assert_eq!(line(&zoom), "GET /v2/users/summary");

    let zoom = answering(200, r#"{"token":"zak-secret"}"#).await;
    let zak = zoom.client().users().zak("KDc").await?;
    assert_eq!(zak.token.reveal(), "zak-secret");
    assert_eq!(line(&zoom), "GET /v2/users/KDc/token?type=zak");
    Ok(())
}

#[tokio::test]
async fn meetings() -> Result<(), Error> {
    let host = UserId::from("KDc");
    let zoom = answering(200, r#"{"meetings":[]}"#).await;
    zoom.client()
        .meetings()
        .list("KDc")
        .kind(&MeetingListType::Upcoming)
        .all()
        .await?;
    assert_eq!(line(&zoom), "GET /v2/users/KDc/meetings?type=upcoming");

    let zoom = answering(
        201,
        r#"{"id":97763643886,"start_url":"https://x/s/1?zak=secret"}"#,
    )
    .await;
    let draft = MeetingDraft {
        topic: Some("Ünïcode 🙂 <b>".to_owned()),
        ..MeetingDraft::default()
    };
    let meeting = zoom.client().meetings().create(&host, &draft).await?;
    assert_eq!(
        line(&zoom),
        r#"POST /v2/users/KDc/meetings {"topic":"Ünïcode 🙂 <b>"}"#
    );
    assert!(!format!("{meeting:?}").contains("zak=secret"));

    let id = MeetingId(97_763_643_886);
    let zoom = answering(200, r#"{"id":97763643886,"uuid":"a=="}"#).await;
    assert_eq!(zoom.client().meetings().get(id).await?.id, id);

    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client().meetings().update(id, None, &draft).await?;
    assert!(line(&zoom).starts_with("PATCH /v2/meetings/97763643886 {"));

    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client()
        .meetings()
        .delete(id, Some("1648194360000"), false)
        .await?;
    assert_eq!(
        line(&zoom),
        "DELETE /v2/meetings/97763643886?occurrence_id=1648194360000&\
         schedule_for_reminder=false&cancel_meeting_reminder=false"
    );

    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client()
        .meetings()
        .status(id, MeetingAction::End)
        .await?;
    assert_eq!(
        line(&zoom),
        r#"PUT /v2/meetings/97763643886/status {"action":"end"}"#
    );

    let zoom = answering(
        404,
        r#"{"code":3001,"message":"Meeting does not exist: 97763643886."}"#,
    )
    .await;
    assert!(
        zoom.client()
            .meetings()
            .get(id)
            .await
            .unwrap_err()
            .is_gone()
    );

    let zoom = answering(200, r#"{"participants":[{"name":"Jill","duration":259}]}"#).await;
    let stays = zoom
        .client()
        .past_meetings()
        .participants("/a//b==")
        .all()
        .await?;
    assert_eq!(stays[0].duration, Some(259));
    assert_eq!(
        line(&zoom),
        "GET /v2/past_meetings/%252Fa%252F%252Fb%253D%253D/participants"
    );

    let zoom = answering(200, r#"{"id":1,"participants_count":2}"#).await;
    assert_eq!(
        zoom.client()
            .past_meetings()
            .get("97763643886")
            .await?
            .participants_count,
        Some(2)
    );
    Ok(())
}

#[tokio::test]
async fn webinars() -> Result<(), Error> {
    let (host, id) = (UserId::from("KDc"), MeetingId(5));
    let draft = WebinarDraft {
        duration: Some(60),
        ..WebinarDraft::default()
    };
    let zoom = answering(201, r#"{"id":5,"type":5}"#).await;
    assert_eq!(zoom.client().webinars().create(&host, &draft).await?.id, id);
    assert_eq!(
        line(&zoom),
        r#"POST /v2/users/KDc/webinars {"duration":60}"#
    );
    let zoom = answering(200, r#"{"id":5}"#).await;
    zoom.client().webinars().get(id).await?;
    assert_eq!(line(&zoom), "GET /v2/webinars/5");
    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client()
        .webinars()
        .update(id, Some(&host), &draft)
        .await?;
    assert_eq!(line(&zoom), r#"PATCH /v2/webinars/5 {"duration":60}"#);
    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client().webinars().delete(id, None, true).await?;
    assert_eq!(
        line(&zoom),
        "DELETE /v2/webinars/5?cancel_webinar_reminder=true"
    );
    let zoom = StandIn::with([Answer::empty(204)]).await;
    zoom.client()
        .webinars()
        .status(id, WebinarAction::End)
        .await?;
    assert_eq!(line(&zoom), r#"PUT /v2/webinars/5/status {"action":"end"}"#);
    Ok(())
}

#[tokio::test]
async fn the_account() -> Result<(), Error> {
    let zoom = answering(200, r#"{"in_meeting":{"chat":true}}"#).await;
    assert_eq!(
        zoom.client()
            .accounts()
            .settings()
            .await?
            .flag("in_meeting.chat"),
        Some(true)
    );
    assert_eq!(line(&zoom), "GET /v2/accounts/me/settings");
    let zoom = answering(
        200,
        r#"{"plan_base":{"type":"yearly","hosts":88,"usage":28}}"#,
    )
    .await;
    assert_eq!(
        zoom.client()
            .accounts()
            .of("AbC")
            .plan_usage()
            .await?
            .plans()
            .len(),
        1
    );
    assert_eq!(line(&zoom), "GET /v2/accounts/AbC/plans/usage");
    let zoom = answering(200, r#"{"country":"US"}"#).await;
    zoom.client().accounts().billing().await?;
    assert_eq!(line(&zoom), "GET /v2/accounts/me/billing");
    let zoom = answering(
        200,
        r#"{"currency":"USD","invoices":[{"total_amount":1000.21}]}"#,
    )
    .await;
    let days = (date(2026, 1, 1), date(2026, 1, 31));
    let invoices = zoom.client().accounts().invoices(Some(days)).await?;
    assert_eq!(invoices.invoices[0].total_amount, Some(1000.21));
    assert_eq!(
        line(&zoom),
        "GET /v2/accounts/me/billing/invoices?from=2026-01-01&to=2026-01-31"
    );
    Ok(())
}

#[tokio::test]
async fn dashboards_and_reports() -> Result<(), Error> {
    let (from, to) = (date(2026, 11, 1), date(2026, 11, 21));
    let zoom = answering(
        200,
        r#"{"meetings":[{"id":1,"uuid":"a==","duration":"00:56"}]}"#,
    )
    .await;
    let live = zoom
        .client()
        .metrics()
        .meetings(&MetricsType::Live, from, to)
        .page_size(300)
        .all()
        .await?;
    assert_eq!(live.len(), 1);
    assert_eq!(
        line(&zoom),
        "GET /v2/metrics/meetings?type=live&from=2026-11-01&to=2026-11-21&page_size=300"
    );
    let body = r#"{"participants":[{"user_qos":[{"audio_input":{"jitter":"3 ms"}}]}]}"#;
    let zoom = answering(200, body).await;
    zoom.client()
        .metrics()
        .participants_qos("a==", &MetricsType::Past)
        .all()
        .await?;
    assert_eq!(
        line(&zoom),
        "GET /v2/metrics/meetings/a%3D%3D/participants/qos?type=past&page_size=10"
    );
    let zoom = answering(200, r#"{"quality":{"audio":{"good":7}}}"#).await;
    let quality = zoom.client().metrics().quality(from, to).await?;
    assert_eq!(quality.quality.unwrap().audio.unwrap().good, Some(7));
    let zoom = answering(
        200,
        r#"{"client_versions":[{"client_version":"win","total_count":3}]}"#,
    )
    .await;
    assert_eq!(
        zoom.client()
            .metrics()
            .client_versions()
            .await?
            .client_versions
            .len(),
        1
    );
    let zoom = answering(
        200,
        r#"{"year":2026,"month":11,"dates":[{"date":"2026-11-01","meetings":2}]}"#,
    )
    .await;
    assert_eq!(
        zoom.client().reports().daily(2026, 11).await?.dates[0].meetings,
        Some(2)
    );
    assert_eq!(line(&zoom), "GET /v2/report/daily?year=2026&month=11");
    let zoom = answering(200, r#"{"users":[]}"#).await;
    zoom.client()
        .reports()
        .users(&HostKind::Inactive, from, to)
        .all()
        .await?;
    assert_eq!(
        line(&zoom),
        "GET /v2/report/users?type=inactive&from=2026-11-01&to=2026-11-21"
    );
    let zoom = answering(
        200,
        r#"{"call_history":[{"call_result":"answered","duration":20}]}"#,
    )
    .await;
    let calls = zoom.client().phone().call_history(from, to).all().await?;
    assert_eq!(calls[0].duration, Some(20));
    assert_eq!(
        line(&zoom),
        "GET /v2/phone/call_history?from=2026-11-01&to=2026-11-21"
    );
    Ok(())
}

#[tokio::test]
async fn the_status_page_needs_no_token() -> Result<(), Error> {
    let body = r#"{"page":{"name":"Zoom"},"status":{"indicator":"minor"},
        "components":[{"id":"1","name":"Zoom Meetings","status":"degraded_performance"}]}"#;
    let zoom = StandIn::with([Answer::json(200, body), Answer::html(503)]).await;
    let http = http_client(None).unwrap();
    let summary = status_summary(&http, &zoom.endpoints()).await?;
    assert_eq!(
        summary.components[0].status.as_str(),
        "degraded_performance"
    );
    assert_eq!(zoom.asked()[0].authorization, "");
    assert_eq!(zoom.asked()[0].path, "/status/api/v2/summary.json");
    let error = status_summary(&http, &zoom.endpoints()).await.unwrap_err();
    assert!(
        matches!(error, Error::NotJson { status: 503, .. }),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn any_operation_can_be_asked_for_in_one_go() -> Result<(), Error> {
    let zoom = answering(200, r#"{"registrants":[]}"#).await;
    let params = [("meetingId", "5")];
    let key = "GET /meetings/{meetingId}/registrants";
    let answer = zoom
        .client()
        .request(key, &params, &[("status", "pending")], None)
        .await?;
    assert_eq!(answer.status, 200);
    assert_eq!(line(&zoom), "GET /v2/meetings/5/registrants?status=pending");
    Ok(())
}
