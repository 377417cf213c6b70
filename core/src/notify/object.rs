//! The object that a notification is about (B25): what the objects of all events have in common,
//! read as it arrives.

use core::fmt;

use heapless::String;
use heapless::string::StringView;

use crate::json::{Flow, MAX_DEPTH, Part, Sink, Token, Tokenizer};
use crate::values::{Capacity, Metadata, Standard, Text};
use crate::word::{EXACTLY, Set, Word, words};

/// A time that an object may have. Which of them are there tells how far it has come, and so
/// which event it was: the notification does not say (B25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Moment {
    /// `created_at`
    Created,
    /// `notified_at`
    Notified,
    /// `claimed_at`
    Claimed,
    /// `verified_at`
    Verified,
    /// `accepted_at`
    Accepted,
    /// `paid_at`
    Paid,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Created,
        Self::Notified,
        Self::Claimed,
        Self::Verified,
        Self::Accepted,
        Self::Paid,
    ];

    /// The member's name in the API's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created_at",
            Self::Notified => "notified_at",
            Self::Claimed => "claimed_at",
            Self::Verified => "verified_at",
            Self::Accepted => "accepted_at",
            Self::Paid => "paid_at",
        }
    }
}

/// Room for a time: `2026-11-24T12:00:00.000000+00:00`.
const TIME: usize = 32;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Id,
    Metadata,
    Time(Moment),
}

impl Member {
    const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Metadata => "metadata",
            Self::Time(moment) => moment.name(),
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Id => 1,
            Self::Metadata => 2,
            Self::Time(moment) => 4 << moment as u8,
        }
    }
}

words! {
    /// The names of the members.
    enum Known {
        Id = "id",
        Metadata = "metadata",
        Created = "created_at",
        Notified = "notified_at",
        Claimed = "claimed_at",
        Verified = "verified_at",
        Accepted = "accepted_at",
        Paid = "paid_at",
    }
}

impl Known {
    const MEMBERS: Set = Self::Id.to(Self::Paid);

    const fn member(self) -> Member {
        Member::Time(match self {
            Self::Id => return Member::Id,
            Self::Metadata => return Member::Metadata,
            Self::Created => Moment::Created,
            Self::Notified => Moment::Notified,
            Self::Claimed => Moment::Claimed,
            Self::Verified => Moment::Verified,
            Self::Accepted => Moment::Accepted,
            Self::Paid => Moment::Paid,
        })
    }
}

/// What the objects of all events have in common. With the usual capacities it takes some 550
/// bytes.
///
/// ```
/// use gigapay_webhooks::notify::{Moment, Object};
///
/// let mut object: Object = Object::default();
/// object.read(br#"{"id":"7","amount":"120.00","created_at":"2026-11-24T12:00:00Z","paid_at":null}"#)?;
/// assert_eq!(object.id, "7");
/// assert_eq!(object.time(Moment::Created), Some("2026-11-24T12:00:00Z"));
/// assert_eq!(object.time(Moment::Paid), None);
/// # Ok::<(), gigapay_webhooks::notify::ObjectError>(())
/// ```
#[derive(Clone)]
pub struct Object<C: Capacity = Standard> {
    /// `id`; empty if the object has none.
    pub id: C::Id,
    /// `metadata`, the raw JSON text (B11).
    pub metadata: Metadata<C::Metadata>,
    times: [String<TIME>; Moment::ALL.len()],
}

impl<C: Capacity> Object<C> {
    /// Reads a body that was collected. What of the object was read before is dropped.
    ///
    /// # Errors
    /// Those of [`ObjectReader::finish`].
    pub fn read(&mut self, body: &[u8]) -> Result<(), ObjectError> {
        let mut reader = ObjectReader::new(self);
        reader.push(body);
        reader.finish()
    }

    /// A time, as the API writes it (RFC 3339); `None` if the object does not have it, or not as
    /// text.
    pub fn time(&self, moment: Moment) -> Option<&str> {
        let text = self.times.get(moment as usize)?.as_str();
        (!text.is_empty()).then_some(text)
    }

    fn slot(&mut self, member: Member) -> Option<&mut StringView> {
        match member {
            Member::Id => Some(self.id.view_mut()),
            Member::Metadata => Some(self.metadata.text_mut().view_mut()),
            Member::Time(moment) => {
                let time = self.times.get_mut(moment as usize)?;
                Some(time.as_mut_view())
            }
        }
    }
}

impl<C: Capacity> Default for Object<C> {
    fn default() -> Self {
        Self {
            id: C::Id::default(),
            metadata: Metadata::default(),
            times: Default::default(),
        }
    }
}

impl<C: Capacity> fmt::Debug for Object<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Object");
        shown.field("id", &self.id.as_ref());
        shown.field("metadata", &self.metadata);
        for moment in Moment::ALL {
            if let Some(time) = self.time(moment) {
                shown.field(moment.name(), &time);
            }
        }
        shown.finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl<C: Capacity> defmt::Format for Object<C> {
    fn format(&self, f: defmt::Formatter<'_>) {
        let (id, metadata) = (self.id.as_ref(), &self.metadata);
        defmt::write!(f, "Object(id: {=str}, metadata: {}", id, metadata);
        for moment in Moment::ALL {
            if let Some(time) = self.time(moment) {
                defmt::write!(f, ", {=str}: {=str}", moment.name(), time);
            }
        }
        defmt::write!(f, ")");
    }
}

/// Why an object could not be read. It was signed all the same, if the verdict says so: the body
/// itself is still there, for those who collected it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ObjectError {
    /// The body is not one JSON value (RFC 8259), or is cut short.
    Json,
    /// It nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), or its metadata deeper than
    /// [`MAX_VALUE_DEPTH`](crate::MAX_VALUE_DEPTH).
    TooDeep,
    /// It is JSON, but no object.
    NotAnObject,
    /// The object has the member of this name twice.
    Duplicate(&'static str),
    /// The object's `id` is no text.
    WrongType(&'static str),
    /// The member of this name is longer than there is room for. All others were read.
    TooLong(&'static str),
    /// The object does not have the shape of the type asked for, or `serde-json-core` cannot read
    /// it.
    #[cfg(feature = "serde")]
    Shape,
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("the body is not one whole JSON value"),
            Self::TooDeep => f.write_str("the body nests too deep"),
            Self::NotAnObject => f.write_str("the body is JSON, but no object"),
            Self::Duplicate(name) => write!(f, "the object has {name} twice"),
            Self::WrongType(name) => write!(f, "the object's {name} is of the wrong type"),
            Self::TooLong(name) => write!(f, "the object's {name} is longer than its capacity"),
            #[cfg(feature = "serde")]
            Self::Shape => f.write_str("the object does not have the shape of the type asked for"),
        }
    }
}

impl core::error::Error for ObjectError {}

/// Reads an [`Object`] from a body that arrives in pieces, beside a [`Verifier`](super::Verifier)
/// or a [`Receiver`](super::Receiver) that streams: the body need not be held whole. It takes some
/// 60 bytes. Nothing of the object is to be believed before the verdict.
pub struct ObjectReader<'o, C: Capacity = Standard> {
    tokenizer: Tokenizer,
    members: MemberReader<'o, C>,
}

impl<'o, C: Capacity> ObjectReader<'o, C> {
    /// Prepares for a body; empties the object.
    pub fn new(object: &'o mut Object<C>) -> Self {
        for name in Known::ALL {
            if let Some(slot) = object.slot(name.member()) {
                slot.clear();
            }
        }
        Self {
            tokenizer: Tokenizer::new(MAX_DEPTH),
            members: MemberReader {
                object,
                name: Word::new(),
                member: None,
                seen: 0,
                error: None,
                oversize: None,
            },
        }
    }

    /// Takes the next piece of the body.
    pub fn push(&mut self, mut piece: &[u8]) {
        if self.members.error.is_none() {
            match self.tokenizer.read(&mut piece, &mut self.members) {
                Flow::Syntax => self.members.error = Some(ObjectError::Json),
                Flow::TooDeep => self.members.error = Some(ObjectError::TooDeep),
                // Of what is wrong, there is a note already.
                _ => {}
            }
        }
    }

    /// The body is complete.
    ///
    /// # Errors
    /// The first thing found wrong, see [`ObjectError`].
    pub fn finish(self) -> Result<(), ObjectError> {
        match (self.members.error, self.members.oversize) {
            (Some(error), _) => Err(error),
            _ if !self.tokenizer.is_finished() => Err(ObjectError::Json),
            (None, Some(member)) => Err(ObjectError::TooLong(member.name())),
            (None, None) => Ok(()),
        }
    }
}

/// Takes in what the text consists of.
struct MemberReader<'o, C: Capacity> {
    object: &'o mut Object<C>,
    name: Word,
    /// The member whose value is being read.
    member: Option<Member>,
    seen: u8,
    error: Option<ObjectError>,
    /// The first member that did not fit.
    oversize: Option<Member>,
}

impl<C: Capacity> MemberReader<'_, C> {
    fn wrong(&mut self, error: ObjectError) -> Flow {
        self.error = Some(error);
        Flow::Wrong
    }

    fn begin_member(&mut self) -> Flow {
        self.member = Known::take(&mut self.name).map(Known::member);
        if let Some(member) = self.member {
            if self.seen & member.bit() != 0 {
                return self.wrong(ObjectError::Duplicate(member.name()));
            }
            self.seen |= member.bit();
            if member == Member::Metadata {
                return Flow::Capture;
            }
        }
        Flow::More
    }

    /// What is no text where one could be.
    fn no_text(&mut self, member: Member) -> Flow {
        if member == Member::Id {
            return self.wrong(ObjectError::WrongType(member.name()));
        }
        // A time that is no text is none; metadata comes as text whatever it is.
        self.drop_member(member);
        Flow::More
    }

    /// Leaves nothing of what was read of a value, and passes over the rest.
    fn drop_member(&mut self, member: Member) {
        self.member = None;
        if let Some(slot) = self.object.slot(member) {
            slot.clear();
        }
    }
}

impl<C: Capacity> Sink for MemberReader<'_, C> {
    fn name(&mut self, level: u8, part: &Part<'_>) {
        if level == 1 {
            self.name
                .push(part.bytes(), EXACTLY, Known::WORDS, Known::MEMBERS);
        }
    }

    fn text(&mut self, level: u8, part: &Part<'_>) -> Flow {
        let Some(member) = self.member else {
            return Flow::More;
        };
        if level == 0 || *part == Part::Unpaired {
            return self.no_text(member);
        }
        if let Some(slot) = self.object.slot(member)
            && !part.push_to(slot)
        {
            self.drop_member(member);
            self.oversize = self.oversize.or(Some(member));
        }
        Flow::More
    }

    fn token(&mut self, level: u8, token: Token) -> Flow {
        match (level, token, self.member) {
            (0, ..) | (1, Token::BeginArray, _) => self.wrong(ObjectError::NotAnObject),
            (1, Token::BeginObject | Token::End, _) => Flow::More,
            (1, Token::NameEnd(_), _) => self.begin_member(),
            (_, Token::TextEnd, _) | (_, Token::Null, Some(Member::Id)) => Flow::More,
            (_, _, Some(member)) => self.no_text(member),
            (_, _, None) => Flow::More,
        }
    }
}

/// Reads the body of a notification into a type of the caller's, by `serde-json-core`.
///
/// `scratch` holds one string while its escapes are decoded: as many bytes as the longest string
/// needs. The type should name every member it expects to meet with escapes in it:
/// `serde-json-core` 0.7 fails on surrogate pairs and on escapes in members it ignores. The text is
/// checked and its depth bounded first, as that crate recurses: 28 levels at most.
///
/// ```
/// use gigapay_webhooks::notify::from_body;
///
/// #[derive(serde::Deserialize)]
/// struct Payout<'a> { id: &'a str, amount: &'a str }
///
/// let mut scratch = [0; 64];
/// let body = br#"{"id":"7","amount":"120.00","currency":"SEK"}"#;
/// let payout: Payout = from_body(body, &mut scratch)?;
/// assert_eq!((payout.id, payout.amount), ("7", "120.00"));
/// # Ok::<(), gigapay_webhooks::notify::ObjectError>(())
/// ```
///
/// # Errors
/// [`ObjectError::Json`], [`ObjectError::TooDeep`] or [`ObjectError::Shape`].
#[cfg(feature = "serde")]
pub fn from_body<'a, T: serde::Deserialize<'a>>(
    body: &'a [u8],
    scratch: &mut [u8],
) -> Result<T, ObjectError> {
    let mut tokenizer = Tokenizer::new(crate::json::MAX_VALUE_DEPTH);
    match tokenizer.read(&mut &*body, &mut crate::answer::Nothing) {
        Flow::TooDeep => return Err(ObjectError::TooDeep),
        Flow::More => {}
        _ => return Err(ObjectError::Json),
    }
    if !tokenizer.is_finished() {
        return Err(ObjectError::Json);
    }
    match serde_json_core::from_slice_escaped(body, scratch) {
        Ok((value, _)) => Ok(value),
        Err(_) => Err(ObjectError::Shape),
    }
}
