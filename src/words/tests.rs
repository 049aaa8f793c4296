//! The words themselves: those that the plan fixed, and what holds for all of them.

use super::*;

const TEN: Count<'_> = Count { value: 10, text: "10" };
const ONE: Count<'_> = Count { value: 1, text: "1" };

fn en<'a>(message: impl Into<Message<'a>>) -> String {
    text(Language::English, message)
}

#[test]
fn what_happened_and_what_it_means() {
    for (banner, said) in [
        (
            Banner::Reconnecting,
            "Connection lost, trying again. This list is from 14:02 and may be out of date.",
        ),
        (Banner::StillTrying, "Still can't reach the booking server. Nothing after 14:02 is shown."),
        (Banner::Offline, "You're offline. Showing bookings from 14:02."),
        (
            Banner::Unstable,
            "Your connection keeps dropping. Deskbell tries less often to keep things steady; the list may lag.",
        ),
        (Banner::Restarting, "The booking server is being updated. This usually takes under a minute."),
        (Banner::SignedOut, "You've been signed out. The list is from 14:02 and will not update."),
        (Banner::Stopped, "Deskbell stopped trying to connect. The server refused this device."),
    ] {
        let both =
            [en(Connection::Headline(banner)), en(Connection::Meaning(banner, Some("14:02")))].join(" ");
        assert_eq!(both, said);
    }
}

#[test]
fn polling_says_how_often() {
    let both = [en(Connection::Headline(Banner::Polling)), en(Connection::PolledMeaning("5"))].join(" ");
    assert_eq!(both, "Live updates are interrupted. The list refreshes every 5 seconds until they return.");
    assert_eq!(en(Connection::Chip(ChipState::Polling("10"))), "Every 10 s");
}

#[test]
fn states_without_a_banner_say_what_they_mean() {
    for (hint, said) in [
        (Connection::SlowHint, "Slow connection. Changes may take a few seconds to show."),
        (Connection::CatchingUpHint, "Catching up… You may see several changes at once."),
    ] {
        assert_eq!(en(hint), said);
    }
}

#[test]
fn numbers_choose_their_word() {
    for (message, english, german) in [
        (Message::from(List::Shown(TEN, TEN)), "10 bookings", "10 Buchungen"),
        (List::Shown(ONE, TEN).into(), "1 of 10 bookings", "1 von 10 Buchungen"),
        (List::Shown(ONE, ONE).into(), "1 booking", "1 Buchung"),
        (Row::Nights(ONE).into(), "1 night", "1 Nacht"),
        (Row::Nights(TEN).into(), "10 nights", "10 Nächte"),
        (
            List::Unreadable(ONE).into(),
            "One update couldn't be read. The list was refreshed to stay correct.",
            "Eine Änderung war nicht lesbar. Die Liste wurde neu geladen, damit sie stimmt.",
        ),
    ] {
        assert_eq!(text(Language::English, message), english);
        assert_eq!(text(Language::German, message), german);
    }
}

#[test]
fn every_code_of_the_contract_has_a_sentence_without_the_code() {
    const CODES: &str = "bad_request unauthenticated token_expired forbidden not_found version_conflict already_done \
        invalid_transition overlap undo_expired command_expired id_reused rate_limited upgrade_required maintenance \
        internal something_new";
    for code in CODES.split_whitespace() {
        for language in Language::ALL {
            let action = text(language, Acting::Refused(ActionWord::CheckIn, Refusal::from_code(code)));
            let sign_in = text(language, SignIn::Fault(SignInFault::from_code(code)));
            for sentence in [action, sign_in] {
                assert!(
                    sentence.ends_with('.') && !(code.contains('_') && sentence.contains(code)),
                    "{code}: {sentence}"
                );
            }
        }
    }
    assert_eq!(en(Acting::Refused(ActionWord::CheckIn, Refusal::AlreadyDone)), "Already checked in.");
    assert_eq!(
        en(Acting::Refused(ActionWord::Move, Refusal::NeedsConnection)),
        "Moving a booking needs a connection."
    );
    assert_eq!(en(SignIn::Fault(SignInFault::from_code("unauthenticated"))), "Name or password is wrong.");
}

#[test]
fn an_unknown_result_names_what_it_is_about() {
    assert_eq!(
        en(Acting::Unknown(ActionWord::CheckIn, "Lee")),
        "We don't know yet if \"Check in Lee\" went through. We'll check as soon as we're connected; please don't \
         repeat it."
    );
    assert!(
        text(Language::German, Acting::Unknown(ActionWord::CheckIn, "Lee")).contains("„Einchecken: Lee“")
    );
}

#[test]
fn who_is_shown_by_the_copy_alone_is_named_with_its_time() {
    let message = Frame::NotVerifiedSince("Ana", "14:02");
    assert_eq!(en(message), "Ana · not verified since 14:02");
    assert_eq!(text(Language::German, message), "Ana · nicht bestätigt seit 14:02");
}

#[test]
fn only_what_is_saved_is_called_saved() {
    assert_eq!(en(Acting::Queued(true)), "Saved on this device, waiting to send.");
    assert!(en(Acting::Queued(false)).contains("isn't saved"));
    assert!(text(Language::German, Acting::Queued(true)).starts_with("Auf diesem Gerät gespeichert"));
    assert!(text(Language::German, Acting::Queued(false)).contains("nicht gespeichert"));
}

#[test]
fn the_setup_file_names_its_mistake() {
    assert_eq!(en(Setup::Mistake("socket_url")), "The setup file has a mistake: socket_url.");
}

#[test]
fn diagnostics_says_each_cause_as_the_plan_fixed_it() {
    let nine = Count { value: 9, text: "9" };
    for (word, said) in [
        (
            VerdictWord::PushBlocked,
            "Your device is online. The server answers, but live updates are blocked: usually a company proxy.",
        ),
        (
            VerdictWord::ClockWrong(nine),
            "You're connected, but this device's clock is 9 minutes off. Times may look wrong.",
        ),
        (VerdictWord::Offline, "Your device is offline. Check its Wi-Fi or its network cable."),
    ] {
        assert_eq!(en(Diagnostics::Verdict(word)), said);
    }
    assert_eq!(
        en(Diagnostics::Also(VerdictWord::ClockWrong(ONE))),
        "Also: this device's clock is 1 minute off."
    );
}

#[test]
fn every_check_says_what_was_found_and_what_to_do() {
    use CheckWord::{Clock, Online, Origin, Polling, RoundTrip, Server, Session, Storage, WebSocket};
    for language in Language::ALL {
        for word in [Online, Server, WebSocket, Polling, Session, RoundTrip, Clock, Storage, Origin] {
            let advice = text(language, Diagnostics::Advice(word));
            assert!(advice.ends_with('.'), "{word:?}: {advice}");
            let passed = text(language, Diagnostics::Result(word, Outcome::Passed, None));
            for outcome in [Outcome::Idle, Outcome::Running, Outcome::Failed] {
                assert_ne!(text(language, Diagnostics::Result(word, outcome, None)), passed, "{word:?}");
            }
        }
    }
    assert_eq!(en(Diagnostics::Result(Server, Outcome::Passed, Some("23 ms"))), "answers, 23 ms");
    assert_eq!(en(Diagnostics::Result(Clock, Outcome::Warned, Some("9 min 0 s"))), "9 min 0 s off");
}
