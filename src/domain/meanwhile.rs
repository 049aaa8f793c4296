//! What someone else made of a booking since a person looked at it, as far as the booking itself tells.

use super::offer::takes;
use super::{ActionKind, Booking, Instant, Status};

/// What happened to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meanwhile<'a> {
    /// The status that it was given; `None` where something else changed.
    pub status: Option<Status>,
    /// Who did it and when, where that is known.
    pub by: Option<(&'a str, Instant)>,
}

impl<'a> Meanwhile<'a> {
    /// What happened until `current` since a person who saw `seen_version` of it asked for `kind`; `None` if nothing
    /// did. `seen` is the status that they saw; without it, a status from which they could not have asked is a new one.
    #[must_use]
    pub fn of(
        kind: ActionKind,
        seen_version: u64,
        seen: Option<Status>,
        current: &'a Booking,
    ) -> Option<Self> {
        if current.version <= seen_version {
            return None;
        }
        let is_new = seen.map_or_else(|| !takes(kind, current.status), |seen| seen != current.status);
        let last = || Some((current.updated_by.as_str(), current.updated_at));
        Some(match is_new {
            true => Self { status: Some(current.status), by: only_edit(seen_version, current) },
            false => Self { status: None, by: last() },
        })
    }
}

/// Who made the one edit since `seen_version`, and when. A booking names its last editor alone: after several edits
/// that need not be who did the one that matters.
#[must_use]
pub fn only_edit(seen_version: u64, current: &Booking) -> Option<(&str, Instant)> {
    (current.version == seen_version + 1).then_some((current.updated_by.as_str(), current.updated_at))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking};
    use super::*;

    fn now(version: u64, status: Status) -> Booking {
        let updated_at = at("2026-05-14T14:10:00Z");
        Booking { version, status, updated_by: "Ben".into(), updated_at, ..booking("b1") }
    }

    #[test]
    fn a_new_status_is_the_last_editors_only_if_nobody_else_edited() {
        use Status::{CheckedIn, Confirmed};
        let ben = Some(("Ben", at("2026-05-14T14:10:00Z")));
        let known = |status| Some(Meanwhile { status, by: ben });
        let nameless = Some(Meanwhile { status: Some(CheckedIn), by: None });
        let table = [
            // what was seen is what there is
            (ActionKind::CheckIn, Some(Confirmed), 3, Confirmed, None),
            (ActionKind::MarkNoShow, Some(Confirmed), 4, CheckedIn, known(Some(CheckedIn))),
            // someone checked the guest in, then Ben wrote a note; or the other way round
            (ActionKind::MarkNoShow, Some(Confirmed), 5, CheckedIn, nameless),
            // something else than the status: Ben changed it, whoever else did too
            (ActionKind::CheckIn, Some(Confirmed), 5, Confirmed, known(None)),
            // what was seen is not known any more
            (ActionKind::CheckOut, None, 4, CheckedIn, known(None)),
            (ActionKind::MarkNoShow, None, 4, CheckedIn, known(Some(CheckedIn))),
            (ActionKind::SetNote, None, 4, CheckedIn, known(None)),
        ];
        for (kind, seen, version, status, expected) in table {
            let current = now(version, status);
            assert_eq!(Meanwhile::of(kind, 3, seen, &current), expected, "{kind} {seen:?} {version}");
        }
    }

    #[test]
    fn of_several_edits_nobody_is_named() {
        for (version, is_named) in [(3, false), (4, true), (5, false)] {
            assert_eq!(only_edit(3, &now(version, Status::CheckedIn)).is_some(), is_named, "{version}");
        }
    }
}
