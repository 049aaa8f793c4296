//! The services against the reference server: bookings watched by one call, and the checks of the ways there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use deskbell::config::Config;
use deskbell::domain::{BookingEvent, Scope, VenueId};
use deskbell::service::{
    Check, Diagnosis, FeedPhase, Finding, Monitor, RealtimeService, provide_services, use_realtime,
    use_session,
};
use leptos::mount::mount_to;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::until;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = openServer)]
    async fn open_server() -> JsValue;
    async fn control(path: &str, body: &str) -> JsValue;
}

const VENUE: &str = "harbour-house";

#[derive(Deserialize)]
struct Server {
    url: String,
}

/// The services as a page has them, signed in at a server, until the answer's first part is dropped.
async fn desk() -> (impl Sized, RealtimeService) {
    let text = open_server().await.as_string().expect("the server's address");
    let Server { url } = serde_json::from_str(&text).expect("its shape");
    let origin = window().location().origin().expect("an origin");
    let config = format!(r#"{{"api_url":"{url}","socket_url":"{url}"}}"#);
    let config = Config::parse(&config, &origin).expect("a configuration");
    let services = Rc::new(Cell::new(None));
    let page = {
        let services = Rc::clone(&services);
        let place = document().create_element("div").expect("an element").unchecked_into();
        mount_to(place, move || {
            provide_services(&config);
            services.set(Some((use_realtime(), use_session())));
        })
    };
    let (realtime, session) = services.take().expect("the services");
    session.sign_in("ana", "harbour-ana").await.expect("signed in");
    until("the board", || realtime.feed().with_untracked(|feed| feed.phase == FeedPhase::Live)).await;
    (page, realtime)
}

type Heard = Rc<RefCell<Vec<BookingEvent>>>;

fn watch(realtime: RealtimeService) -> (Monitor, Heard) {
    let heard = Heard::default();
    let told = Rc::clone(&heard);
    let scope = Scope::all(VenueId::from(VENUE));
    (realtime.monitor_bookings(scope, move |event| told.borrow_mut().push(event.clone())), heard)
}

async fn arrive(guest: &str) {
    let body = format!(r#"{{"venue":"{VENUE}","set":{{"guest":{{"name":"{guest}"}}}}}}"#);
    control("/test/change", &body).await;
}

fn guests(heard: &Heard) -> Vec<String> {
    let guest = |event: &BookingEvent| match event {
        BookingEvent::Changed(booking) => Some(booking.guest.name.clone()),
        BookingEvent::Reloaded(_) | BookingEvent::Removed(_) | BookingEvent::Closed { .. } => None,
    };
    heard.borrow().iter().filter_map(guest).collect()
}

#[wasm_bindgen_test]
async fn bookings_are_watched_by_one_call_until_the_watch_is_dropped() {
    let (_page, realtime) = desk().await;
    let (first, heard_first) = watch(realtime);
    let (second, heard_second) = watch(realtime);
    for heard in [&heard_first, &heard_second] {
        let heard = heard.borrow();
        assert!(
            matches!(heard.as_slice(), [BookingEvent::Reloaded(all)] if !all.is_empty()),
            "{}",
            heard.len()
        );
    }
    arrive("One").await;
    until("both to hear", || guests(&heard_first) == ["One"] && guests(&heard_second) == ["One"]).await;
    assert_eq!(first.status().get_untracked().map(|status| status.phase), Some(FeedPhase::Live));

    drop(first);
    control("/test/drop-sockets", "{}").await;
    arrive("Two").await;
    until("the other to hear, after a reconnect too", || guests(&heard_second) == ["One", "Two"]).await;
    assert_eq!(guests(&heard_first), ["One"], "stopped");

    // The last handler goes; the desk itself still follows the venue.
    drop(second);
    arrive("Three").await;
    let on_board =
        |guest: &str| realtime.with_board(|board| board.iter().any(|booking| booking.guest.name == guest));
    until("the board to hear", || on_board("Three")).await;
    assert_eq!(guests(&heard_second), ["One", "Two"]);
}

#[wasm_bindgen_test]
async fn a_venue_that_the_person_does_not_have_is_refused() {
    let (_page, realtime) = desk().await;
    let scope = Scope::all(VenueId::from("elsewhere"));
    let monitor = realtime.monitor_bookings(scope, |event| panic!("nothing is told: {event:?}"));
    let status = monitor.status().get_untracked().expect("a status");
    assert_eq!(status.phase, FeedPhase::Refused);
    assert!(status.fault.is_some_and(|fault| !fault.is_retryable()));
}

#[wasm_bindgen_test]
async fn a_handler_may_stop_itself_and_start_another() {
    let (_page, realtime) = desk().await;
    let slot: Rc<RefCell<Option<Monitor>>> = Rc::default();
    let (heard, next) = (Heard::default(), Rc::new(RefCell::new(None)));
    let handler = {
        let (slot, heard, next) = (Rc::clone(&slot), Rc::clone(&heard), Rc::clone(&next));
        move |event: &BookingEvent| {
            heard.borrow_mut().push(event.clone());
            if matches!(event, BookingEvent::Changed(_)) {
                slot.borrow_mut().take();
                *next.borrow_mut() = Some(watch(realtime));
            }
        }
    };
    *slot.borrow_mut() = Some(realtime.monitor_bookings(Scope::all(VenueId::from(VENUE)), handler));
    arrive("Four").await;
    until("the second watch", || next.borrow().is_some()).await;
    arrive("Five").await;
    let heard_next = Rc::clone(&next.borrow().as_ref().expect("the second watch").1);
    until("the second to hear", || guests(&heard_next).contains(&"Five".to_owned())).await;
    assert_eq!(guests(&heard), ["Four"]);
}

#[wasm_bindgen_test]
async fn the_checks_find_every_way_to_a_server_that_is_well() {
    let (_page, realtime) = desk().await;
    realtime.run_checks();
    let report = realtime.checks();
    let diagnosis = || report.with_untracked(|report| report.as_ref().and_then(|report| report.diagnosis));
    until("the checks to end", || diagnosis().is_some()).await;
    let report = report.get_untracked().expect("a report");
    let passed = |check| {
        report
            .findings
            .iter()
            .any(|(found, finding)| *found == check && matches!(finding, Finding::Passed { .. }))
    };
    assert!(Check::ALL.into_iter().all(passed), "{report:?}");
    assert_eq!(report.diagnosis, Some(Diagnosis::Well));
    assert!(realtime.status().with_untracked(|status| status.live), "nothing of the connection changed");
}
