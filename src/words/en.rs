//! English.

mod clash;
mod connection;
mod detail;
mod diagnostics;
mod lock;
mod outbox;
mod roles;
mod tools;

use super::message::{
    Acting, ActionWord, AttentionWord, Column, Count, CounterWord, Frame, List, Message, Row, Setup, SignIn,
    StatusWord,
};
use super::refusal::{Refusal, SignInFault};

pub(super) fn text(message: Message<'_>) -> String {
    match message {
        Message::Frame(part) => frame(part),
        Message::Connection(part) => connection::text(part),
        Message::AsOf(part) => connection::as_of(part),
        Message::SignIn(part) => sign_in(part),
        Message::List(part) => list(part),
        Message::Row(part) => row(part),
        Message::Acting(part) => acting(part),
        Message::Outbox(part) => outbox::outbox(part),
        Message::Lock(part) => lock::text(part),
        Message::Keeping(part) => outbox::keeping(part),
        Message::Clash(part) => clash::clash(part),
        Message::Setup(part) => setup(part),
        Message::Diagnostics(part) => diagnostics::diagnostics(part),
        Message::Detail(part) => detail::text(part),
        Message::Tools(part) => tools::text(part),
    }
}

fn plural(count: Count<'_>, one: &str, many: &str) -> String {
    format!("{} {}", count.text, if count.value == 1 { one } else { many })
}

/// With a capital letter, as a line begins.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn frame(part: Frame<'_>) -> String {
    match part {
        Frame::Title(page) => return format!("{page} · Deskbell"),
        Frame::SkipToContent => "Skip to the content",
        Frame::Navigation => "Pages",
        Frame::Bookings => "Bookings",
        Frame::Venue => "Venue",
        Frame::MenuOf(name) => return format!("{name}: menu"),
        Frame::NotVerifiedSince(name, time) => return format!("{name} · not verified since {time}"),
        Frame::SignOut => "Sign out",
        Frame::Demo => "Demo: the guests are made up",
        Frame::Results => "Results",
        Frame::Dismiss => "Dismiss",
        Frame::Cancel => "Cancel",
        Frame::NotFound => "We can't find this page.",
        Frame::NotFoundText => "The link may be incomplete or out of date.",
        Frame::BackToToday => "Today's bookings",
        Frame::UpdateReady => "A new version is ready.",
        Frame::Broken => "The booking monitor stopped.",
        Frame::BrokenText => {
            "The list is hidden, because it would no longer follow your bookings. Reload the page."
        }
    }
    .to_owned()
}

fn sign_in(part: SignIn<'_>) -> String {
    match part {
        SignIn::Title => "Sign in",
        SignIn::Purpose => "Live bookings for the front desk.",
        SignIn::Username => "Name",
        SignIn::Password => "Password",
        SignIn::Busy => "Signing in…",
        SignIn::DemoTitle => "Demo accounts",
        SignIn::DemoHint => "Choose one to fill in the form.",
        SignIn::Incomplete => "Enter your name and your password.",
        SignIn::Fault(fault) => match fault {
            SignInFault::WrongPassword => "Name or password is wrong.",
            SignInFault::Unreachable => {
                "We can't reach the booking server. Check the connection, then try again."
            }
            SignInFault::RateLimited(Some(wait)) => {
                return format!("Too many attempts. Try again in {wait}.");
            }
            SignInFault::RateLimited(None) => "Too many attempts. Try again in a minute.",
            SignInFault::Maintenance => {
                "The booking server is closed for maintenance. Try again in a few minutes."
            }
            SignInFault::TooOld => "A new version is needed. Reload the page, then sign in.",
            SignInFault::Unreadable => {
                "The booking server's answer could not be understood. Try again later."
            }
            SignInFault::Server => "Something went wrong on the server. Try again in a moment.",
        },
        SignIn::WasSignedOut => "You've been signed out. Sign in to go on where you were.",
        SignIn::SignedOutElsewhere => "You signed out in another tab.",
        SignIn::OtherPerson => "Someone else signed in in this browser, so you've been signed out here.",
    }
    .to_owned()
}

fn list(part: List<'_>) -> String {
    match part {
        List::Caption(date) => return format!("Bookings of {date}"),
        List::Column(column) => match column {
            Column::Time => "Time",
            Column::Room => "Room",
            Column::Guest => "Guest",
            Column::Party => "People",
            Column::Stay => "Stay",
            Column::Status => "Status",
            Column::Action => "Next step",
        },
        List::Counter(counter) => match counter {
            CounterWord::Arriving => "Arriving",
            CounterWord::InHouse => "In house",
            CounterWord::Leaving => "Leaving",
            CounterWord::NeedsAction => "Needs action",
        },
        List::Counters => "Show only",
        List::Status(status) => match status {
            StatusWord::Pending => "Pending",
            StatusWord::Confirmed => "Confirmed",
            StatusWord::CheckedIn => "In house",
            StatusWord::CheckedOut => "Checked out",
            StatusWord::Cancelled => "Cancelled",
            StatusWord::NoShow => "No-show",
        },
        List::StatusFilter => "Status",
        List::Search => "Search",
        List::SearchHint => "Guest, room or note",
        List::ClearFilters => "Clear filters",
        List::Shown(shown, total) if shown.value == total.value => {
            return plural(total, "booking", "bookings");
        }
        List::Shown(shown, total) => {
            return format!("{} of {}", shown.text, plural(total, "booking", "bookings"));
        }
        List::EmptyDay => "No bookings for this day.",
        List::NoMatch => "Nothing matches these filters.",
        List::Connecting => "Connecting…",
        List::ConnectingText => "Your bookings will appear in a moment.",
        List::FeedRefused => "You can't see this venue's bookings.",
        List::FeedRefusedText => "Ask for access, or choose another venue.",
        List::NoVenue => "No venue belongs to your account. Ask for access.",
        List::Unreadable(Count { value: 1, .. }) => {
            "One update couldn't be read. The list was refreshed to stay correct."
        }
        List::Unreadable(count) => {
            return format!(
                "{} updates couldn't be read. The list was refreshed to stay correct.",
                count.text
            );
        }
        List::IgnoredInLink(what) => {
            return format!("Part of the link was not understood and is ignored: {what}");
        }
        List::DayTurned(date) => return format!("A new day: {date}."),
    }
    .to_owned()
}

fn row(part: Row<'_>) -> String {
    match part {
        Row::Arrives => "arrives",
        Row::Leaves => "leaves",
        Row::NoRoom => "No room",
        Row::Attention(why) => match why {
            AttentionWord::DepartureOverdue => "Departure overdue",
            AttentionWord::ArrivalOverdue => "Arrival overdue",
            AttentionWord::Overlap => "Room taken twice",
            AttentionWord::Unsettled => "Change to review",
            AttentionWord::Unconfirmed => "To confirm",
            AttentionWord::NoRoom => "Needs a room",
        },
        Row::Nights(nights) => return plural(nights, "night", "nights"),
        Row::DayUse => "day use",
        Row::Party(people) => return plural(people, "person", "people"),
        Row::SetAside => "A newer state of this booking couldn't be read.",
    }
    .to_owned()
}

/// The action as a button says it, and as a noun within a sentence.
fn action(word: ActionWord) -> (&'static str, &'static str) {
    match word {
        ActionWord::Create => ("Create", "Creating a booking"),
        ActionWord::Confirm => ("Confirm", "Confirming a booking"),
        ActionWord::CheckIn => ("Check in", "Checking in"),
        ActionWord::CheckOut => ("Check out", "Checking out"),
        ActionWord::MarkNoShow => ("No-show", "Marking a no-show"),
        ActionWord::Cancel => ("Cancel booking", "Cancelling a booking"),
        ActionWord::Move => ("Move", "Moving a booking"),
        ActionWord::SetNote => ("Save note", "Saving a note"),
        ActionWord::Undo => ("Undo", "Undoing"),
    }
}

fn done(word: ActionWord) -> &'static str {
    match word {
        ActionWord::Create => "booked",
        ActionWord::Confirm => "confirmed",
        ActionWord::CheckIn => "checked in",
        ActionWord::CheckOut => "checked out",
        ActionWord::MarkNoShow => "marked as a no-show",
        ActionWord::Cancel => "cancelled",
        ActionWord::Move => "moved",
        ActionWord::SetNote => "noted",
        ActionWord::Undo => "undone",
    }
}

fn acting(part: Acting<'_>) -> String {
    match part {
        Acting::Button(word) => action(word).0.to_owned(),
        Acting::ButtonFor(word, guest) => format!("{} {guest}", action(word).0),
        Acting::Sending(ActionWord::Confirm) => "Confirming…".to_owned(),
        Acting::Sending(word) => format!("{}…", action(word).1),
        Acting::Done(word, guest) => format!("{guest}: {}.", done(word)),
        Acting::Refused(word, refusal) => refused(word, refusal),
        Acting::Unknown(word, guest) => format!(
            "We don't know yet if \"{}\" went through. We'll check as soon as we're connected; please don't repeat it.",
            outbox::label(word, guest)
        ),
        Acting::Queued(true) => "Saved on this device, waiting to send.".to_owned(),
        Acting::Queued(false) => {
            "Waiting to send. Keep this page open: it isn't saved on this device.".to_owned()
        }
        Acting::NotAllowed(word, allowed) => roles::not_allowed(word, allowed),
        Acting::RoleAllows(allowed) => roles::allows(allowed),
        Acting::ChooseRoom(guest) => format!("Choose a room for {guest}"),
        Acting::ChooseRoomText => "Only rooms that are free for the whole stay are offered.".to_owned(),
        Acting::Room => "Room".to_owned(),
        Acting::NoFreeRoom => "No room is free for the whole stay.".to_owned(),
    }
}

fn refused(word: ActionWord, refusal: Refusal) -> String {
    match refusal {
        Refusal::Forbidden => return roles::cannot(word),
        Refusal::NotFound => "This booking is no longer there.",
        Refusal::VersionConflict => {
            "Someone else changed this booking. Your change is not saved; look again first."
        }
        Refusal::AlreadyDone => return format!("Already {}.", done(word)),
        Refusal::InvalidTransition => {
            return format!("Not possible for this booking now: {}.", action(word).0);
        }
        Refusal::Overlap => "This room is already taken. Choose another room.",
        Refusal::UndoExpired => "It is too late to undo this.",
        Refusal::CommandExpired => "This took too long to reach the server. Your change was not saved.",
        Refusal::RateLimited => "Too many changes at once. Try again in a few seconds.",
        Refusal::TooOld => "A new version is needed. Your change was not saved; reload the page first.",
        Refusal::Maintenance => "The booking server is closed for maintenance. Your change was not saved.",
        Refusal::SignedOut => "You've been signed out. Your change was not saved.",
        Refusal::OutboxFull => {
            "Too much is waiting on this device. Your change was not saved; let the rest go out first."
        }
        Refusal::NeedsConnection => return format!("{} needs a connection.", action(word).1),
        Refusal::Server => "Something went wrong on the server. Your change was not saved.",
    }
    .to_owned()
}

fn setup(part: Setup<'_>) -> String {
    match part {
        Setup::Mistake(field) => format!("The setup file has a mistake: {field}."),
        Setup::Unreadable => "The setup file can't be read.".to_owned(),
        Setup::WhatToDo => {
            "Whoever looks after Deskbell can correct it in config.json. Then reload the page.".to_owned()
        }
        Setup::Cause => "Details".to_owned(),
    }
}
