//! Which language to speak.

/// A language that Deskbell speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also for everyone whose languages we do not speak.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The first language of a browser's list (BCP 47 tags, best first) that we speak, else English.
    pub fn from_preferences<'t>(tags: impl IntoIterator<Item = &'t str>) -> Self {
        tags.into_iter().find_map(Self::from_tag).unwrap_or_default()
    }

    /// For the document's `lang` attribute.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_speak_wins() {
        for (tags, language) in [
            (&[] as &[&str], Language::English),
            (&["de"], Language::German),
            (&["de-AT", "en"], Language::German),
            (&["DE_ch"], Language::German),
            (&["pt-PT", "de", "en"], Language::German),
            (&["en-GB", "de"], Language::English),
            (&["den", "pt"], Language::English),
            (&["", "-"], Language::English),
        ] {
            assert_eq!(Language::from_preferences(tags.iter().copied()), language, "{tags:?}");
        }
    }
}
