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
        (Banner::LoadFailed, "The list can't be brought up to date. Nothing after 14:02 is shown."),
        (Banner::Offline, "You're offline. Showing bookings from 14:02."),
        (
            Banner::Unstable,
            "Your connection keeps dropping. Deskbell tries less often to keep things steady; the list may lag.",
        ),
        (Banner::Restarting, "The booking server is being updated. This usually takes under a minute."),
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
fn a_blocked_network_is_named_with_what_is_done_instead() {
    let both = [en(Connection::Headline(Banner::Blocked)), en(Connection::BlockedMeaning("5"))].join(" ");
    assert_eq!(both, "Live updates are blocked on this network. The list refreshes every 5 seconds instead.");
}

#[test]
fn what_was_missed_is_counted() {
    const SIX: Count<'_> = Count { value: 6, text: "6" };
    const NONE: Count<'_> = Count { value: 0, text: "0" };
    for (missed, said, german) in [
        (
            Connection::Missed(SIX),
            "6 bookings changed while you were away.",
            "6 Buchungen haben sich inzwischen geändert.",
        ),
        (
            Connection::Missed(ONE),
            "1 booking changed while you were away.",
            "1 Buchung hat sich inzwischen geändert.",
        ),
        (
            Connection::Missed(NONE),
            "Nothing changed while you were away.",
            "Inzwischen hat sich nichts geändert.",
        ),
        (
            Connection::Reloaded(SIX),
            "The list was reloaded; 6 bookings are different.",
            "Die Liste wurde neu geladen; 6 Buchungen sind anders.",
        ),
        (
            Connection::Reloaded(ONE),
            "The list was reloaded; 1 booking is different.",
            "Die Liste wurde neu geladen; 1 Buchung ist anders.",
        ),
        (
            Connection::Reloaded(NONE),
            "The list was reloaded; nothing is different.",
            "Die Liste wurde neu geladen; nichts ist anders.",
        ),
    ] {
        assert_eq!(en(missed), said);
        assert_eq!(text(Language::German, missed), german);
    }
}

#[test]
fn what_becomes_of_changes_is_promised_as_far_as_it_is_true() {
    for (fate, said) in [
        (Fate::Kept, "Your changes are kept and will be sent."),
        (Fate::Saved, "You can keep working; changes are saved on this device."),
        (Fate::SentWhenBack, "Check-ins, no-shows and notes will be sent when you're back."),
        (
            Fate::KeptForReload(Count { value: 2, text: "2" }),
            "Your 2 unsent changes are kept and go out after the reload.",
        ),
    ] {
        assert_eq!(en(Connection::Fate(fate)), said);
    }
    let in_memory = en(Connection::Fate(Fate::WhilePageIsOpen));
    assert!(
        !in_memory.contains("kept") && !in_memory.contains("saved") && in_memory.contains("if this page")
    );
}

#[test]
fn every_banner_and_every_finding_has_whole_sentences() {
    for language in Language::ALL {
        for banner in Banner::ALL {
            let headline = text(language, Connection::Headline(banner));
            assert!(headline.ends_with(['.', '…']), "{headline}");
            for as_of in [None, Some("14:02")] {
                let meaning = text(language, Connection::Meaning(banner, as_of));
                assert!(meaning.ends_with('.'), "{meaning}");
            }
        }
        for found in Found::ALL {
            assert!(text(language, Connection::Found(found)).ends_with('.'), "{found:?}");
        }
    }
    let nine = Count { value: 9, text: "9" };
    let both = [en(Connection::ClockOff(nine)), en(Connection::ClockMeaning)].join(" ");
    assert_eq!(both, "This device's clock is 9 minutes off. Times may look wrong.");
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
fn an_unknown_result_names_what_it_is_about_as_the_outbox_does() {
    assert_eq!(
        en(Acting::Unknown(ActionWord::CheckIn, "Lee")),
        "We don't know yet if \"Check in Lee\" went through. We'll check as soon as we're connected; please don't \
         repeat it."
    );
    for word in [ActionWord::CheckIn, ActionWord::MarkNoShow, ActionWord::SetNote] {
        for language in Language::ALL {
            let label = text(language, Outbox::Label(word, "Lee"));
            assert!(text(language, Acting::Unknown(word, "Lee")).contains(&label), "{label}");
        }
    }
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
fn what_is_left_behind_is_counted_and_named_by_its_owner_alone() {
    const TWO: Count<'_> = Count { value: 2, text: "2" };
    for (message, english, german) in [
        (
            Lock::Left(TWO, "Ana"),
            "2 changes by Ana are not sent yet. They are kept on this device, hidden from others, until Ana signs in \
             here again.",
            "2 Änderungen von Ana sind noch nicht gesendet. Sie bleiben auf diesem Gerät, für andere verborgen, bis Ana \
             sich hier wieder anmeldet.",
        ),
        (
            Lock::LeftInTab(ONE, "Ana"),
            "1 change by Ana is not sent yet. It is kept only while this tab is open, hidden from others, until Ana \
             signs in here again.",
            "1 Änderung von Ana ist noch nicht gesendet. Sie bleibt nur, solange dieser Tab offen ist, für andere \
             verborgen, bis Ana sich hier wieder anmeldet.",
        ),
    ] {
        assert_eq!(en(message), english);
        assert_eq!(text(Language::German, message), german);
    }
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

#[test]
fn a_booking_that_is_gone_says_by_whom_and_when() {
    for (by, at, said) in [
        (Some("Ana"), Some("14:05"), "This booking was removed by Ana at 14:05."),
        (Some("Ana"), None, "This booking was removed by Ana."),
        (None, None, "This booking was removed."),
    ] {
        assert_eq!(en(Detail::Gone(by, at)), said);
    }
    let both = [en(Detail::Missing), en(Detail::MissingText)].join(" ");
    assert_eq!(both, "We can't find this booking. It may have been removed, or the link is incomplete.");
}

#[test]
fn what_waits_is_counted_in_words() {
    let four = Count { value: 4, text: "4" };
    assert_eq!(en(Tools::NewRows(four)), "4 new · show");
    for (status, english, german) in [
        (StatusWord::CheckedIn, "Checked in · leaves this list", "Eingecheckt · verlässt diese Liste"),
        (StatusWord::CheckedOut, "Checked out · leaves this list", "Abgereist · verlässt diese Liste"),
    ] {
        assert_eq!(en(Tools::Leaves(status)), english);
        assert_eq!(text(Language::German, Tools::Leaves(status)), german);
    }
    assert_eq!(en(Tools::Paused(TEN)), "Updates paused. 10 changes are waiting.");
    assert_eq!(en(Tools::Paused(ONE)), "Updates paused. 1 change is waiting.");
    assert_eq!(text(Language::German, Tools::Paused(ONE)), "Aktualisierung angehalten. 1 Änderung wartet.");
}
