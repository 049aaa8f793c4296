//! The words for what waits, those that the plan fixed, and what holds for all of them.

use super::*;

const ONE: Count<'_> = Count { value: 1, text: "1" };
const TWO: Count<'_> = Count { value: 2, text: "2" };

fn en<'a>(message: impl Into<Message<'a>>) -> String {
    text(Language::English, message)
}

fn de<'a>(message: impl Into<Message<'a>>) -> String {
    text(Language::German, message)
}

#[test]
fn what_was_refused_after_it_had_waited_names_what_and_why() {
    let meanwhile =
        |status| Outbox::Meanwhile { status, guest: "Lee", who: Some("Ana"), while_offline: true };
    let by_somebody = Outbox::Meanwhile {
        status: Some(StatusWord::CheckedIn),
        guest: "Lee",
        who: None,
        while_offline: false,
    };
    assert_eq!(en(by_somebody), "Lee was checked in meanwhile.");
    assert_eq!(de(by_somebody), "Lee wurde inzwischen eingecheckt.");
    assert_eq!(
        [en(Outbox::NotApplied(ActionWord::MarkNoShow, "Lee")), en(meanwhile(Some(StatusWord::CheckedIn)))]
            .join(" "),
        "\"No-show: Lee\" was not applied. Lee was checked in by Ana while you were offline."
    );
    assert_eq!(en(meanwhile(None)), "Lee's booking was changed by Ana while you were offline.");
    assert_eq!(
        de(meanwhile(Some(StatusWord::CheckedIn))),
        "Lee wurde von Ana eingecheckt, während Sie offline waren."
    );
    assert_eq!(en(Outbox::Expired(ActionWord::CheckIn, "Lee")), "\"Check in Lee\" is too old to send.");
    assert_eq!(de(Outbox::Expired(ActionWord::CheckIn, "Lee")), "„Einchecken: Lee“ ist zu alt zum Senden.");
    assert_eq!(
        en(Outbox::AlreadyBy(ActionWord::CheckIn, "Ana", "14:05")),
        "Already checked in by Ana at 14:05."
    );
}

#[test]
fn a_clash_says_who_and_when_and_what_it_means() {
    for (ago, said) in [
        (Ago::Moment, "Ana changed this booking a moment ago. Your change is not saved yet."),
        (Ago::Minutes(ONE), "Ana changed this booking a minute ago. Your change is not saved yet."),
        (Ago::Minutes(TWO), "Ana changed this booking 2 minutes ago. Your change is not saved yet."),
        (Ago::At("14:05"), "Ana changed this booking at 14:05. Your change is not saved yet."),
    ] {
        assert_eq!([en(Clash::ChangedBy("Ana", ago)), en(Clash::NotSavedYet)].join(" "), said);
    }
    assert_eq!(en(Clash::Taken("12", "14–16 May", "Lee")), "Room 12 is already taken 14–16 May by Lee.");
    assert_eq!(en(Clash::UseTheirs("Ana")), "Use Ana's");
}

#[test]
fn a_role_says_what_it_allows() {
    let allowed = [ActionWord::CheckIn, ActionWord::SetNote, ActionWord::Undo];
    assert_eq!(
        en(Acting::NotAllowed(ActionWord::Cancel, &allowed)),
        "You can't cancel bookings. Your role allows check-in and notes."
    );
    assert_eq!(
        de(Acting::NotAllowed(ActionWord::Cancel, &allowed)),
        "Sie können keine Buchungen stornieren. Ihre Rolle erlaubt Einchecken und Notizen."
    );
    assert_eq!(
        en(Acting::NotAllowed(ActionWord::CheckIn, &[])),
        "You can't check guests in. Your role allows looking only."
    );
    assert_eq!(en(Acting::RoleAllows(&[])), "Your role allows looking only.");
    assert_eq!(de(Acting::RoleAllows(&allowed)), "Ihre Rolle erlaubt Einchecken und Notizen.");
    assert_eq!(en(Acting::Refused(ActionWord::Cancel, Refusal::Forbidden)), "You can't cancel bookings.");
    assert_eq!(
        de(Acting::Refused(ActionWord::Cancel, Refusal::Forbidden)),
        "Sie können keine Buchungen stornieren."
    );
    let three = [ActionWord::CheckIn, ActionWord::CheckOut, ActionWord::Move];
    assert!(en(Acting::NotAllowed(ActionWord::Cancel, &three)).ends_with("check-in, check-out and moving."));
}

#[test]
fn a_browser_that_stores_nothing_says_so() {
    let both = [en(Keeping::CannotStore), en(Keeping::CannotStoreText)].join(" ");
    assert_eq!(both, "This browser can't store changes. What you do offline is lost if you close the tab.");
    for cause in [StorageCause::Blocked, StorageCause::Full, StorageCause::Failed] {
        assert!(en(Keeping::Why(cause)).ends_with('.') && de(Keeping::Why(cause)).ends_with('.'));
    }
}

#[test]
fn numbers_choose_their_words() {
    for (message, english, german) in [
        (Outbox::Waiting(ONE).into(), "1 change is waiting to be sent.", "1 Änderung wartet auf das Senden."),
        (
            Outbox::Waiting(TWO).into(),
            "2 changes are waiting to be sent.",
            "2 Änderungen warten auf das Senden.",
        ),
        (
            Outbox::TooMany(TWO).into(),
            "Too many changes at once. The rest goes out in 2 seconds; nothing is lost.",
            "Zu viele Änderungen auf einmal. Der Rest wird in 2 Sekunden gesendet; nichts geht verloren.",
        ),
        (
            Message::from(Keeping::NotSent(TWO)),
            "2 changes are not sent yet.",
            "2 Änderungen sind noch nicht gesendet.",
        ),
        (
            Keeping::SetAside(ONE).into(),
            "1 change on this device can't be read. It is set aside; the rest goes out.",
            "1 Änderung auf diesem Gerät ist nicht lesbar und liegt beiseite; der Rest wird gesendet.",
        ),
        (
            Keeping::LeftFor(TWO, "Ana").into(),
            "2 changes could not be sent. They are kept on this device for Ana.",
            "2 Änderungen konnten nicht gesendet werden. Sie bleiben auf diesem Gerät für Ana.",
        ),
        (
            Keeping::StillHere(ONE).into(),
            "You're still signed in: 1 change needs you.",
            "Sie sind noch angemeldet: 1 Änderung braucht Sie.",
        ),
        (Outbox::SendingOf("2", "5").into(), "Sending 2 of 5…", "Sendet 2 von 5…"),
    ] {
        assert_eq!((en(message), de(message)), (english.to_owned(), german.to_owned()));
    }
}
