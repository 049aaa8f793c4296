//! What there is to say where a desk is shared: of the lock, and of who makes room for the next person.

use super::message::Count;

/// The lock, and the change of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock<'a> {
    /// In the menu: hides everything until the password is typed.
    LockNow,
    /// Ends the session and leads to the sign-in form.
    SwitchUser,
    /// The title of the lock screen, for the browser's tab.
    Title,
    /// Over the name of who locked.
    Locked,
    /// What it means, and what to do.
    Text,
    /// Opens the lock.
    Unlock,
    /// While the server is asked.
    Unlocking,
    /// Nothing was typed.
    Incomplete,
    /// It is not the person's.
    WrongPassword,
    /// The server cannot be asked.
    Unreachable,
    /// On the sign-in form: so many changes of that person are kept.
    Left(Count<'a>, &'a str),
    /// The same, where the browser stores nothing.
    LeftInTab(Count<'a>, &'a str),
}
