//! The certificate identifier (电子证照标识, GB/T 36904-2018).

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The object identifier under which all identifiers stand.
const ROOT: &str = "1.2.156.3005.2";
const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The identifier of one version of one certificate (证照标识).
///
/// ```
/// use ip_certs::id::CertificateId;
/// let id = CertificateId::new("91110000802100433B001", "91110000802100433B", "2024105882198", 1)?;
/// assert_eq!(id.to_string().parse::<CertificateId>()?, id);
/// # Ok::<(), ip_certs::id::BadCertificateId>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateId {
    type_code: String,
    issuer: String,
    serial: String,
    version: u16,
}

/// Why a text is no certificate identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadCertificateId {
    /// Not the root and five parts of digits and capital letters.
    #[error("not the root and five parts of digits and capital letters")]
    Form,
    /// The check character is another.
    #[error("the check character should be {expected}")]
    Check {
        /// The right one.
        expected: char,
    },
}

impl BadCertificateId {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "certs.id.form",
            Self::Check { .. } => "certs.id.check",
        }
    }
}

impl CertificateId {
    /// An identifier from its parts; the check character is computed.
    ///
    /// # Errors
    ///
    /// `certs.id.form`: a part has another length or other characters.
    pub fn new(
        type_code: &str,
        issuer: &str,
        serial: &str,
        version: u16,
    ) -> Result<Self, BadCertificateId> {
        let plain = |part: &str| part.bytes().all(|c| ALPHABET.contains(&c));
        let good = type_code.len() == 21
            && issuer.len() == 18
            && (1..=64).contains(&serial.len())
            && (1..=999).contains(&version)
            && [type_code, issuer, serial].into_iter().all(plain);
        if !good {
            return Err(BadCertificateId::Form);
        }
        Ok(Self {
            type_code: type_code.into(),
            issuer: issuer.into(),
            serial: serial.into(),
            version,
        })
    }

    /// The type of certificate (证照类型代码): the defining authority's code and three characters.
    pub fn type_code(&self) -> &str {
        &self.type_code
    }

    /// The unified social credit code of the issuing authority (证照颁发机构代码).
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The serial number (流水号).
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The version (版本号), from 1.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// The identifier of the next version of the same certificate.
    ///
    /// # Errors
    ///
    /// `certs.id.form` after version 999.
    pub fn next_version(&self) -> Result<Self, BadCertificateId> {
        Self::new(
            &self.type_code,
            &self.issuer,
            &self.serial,
            self.version.saturating_add(1),
        )
    }

    /// ISO 7064 MOD 37,36 over the four parts without root and dots.
    fn check(&self) -> char {
        let body = format!(
            "{}{}{}{:03}",
            self.type_code, self.issuer, self.serial, self.version
        );
        let product = body.bytes().fold(36, |product, c| {
            let value = ALPHABET.iter().position(|&a| a == c).unwrap_or(0);
            let sum = match (product + value) % 36 {
                0 => 36,
                sum => sum,
            };
            sum * 2 % 37
        });
        char::from(ALPHABET[(37 - product) % 36])
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{ROOT}.{}.{}.{}.{:03}.{}",
            self.type_code,
            self.issuer,
            self.serial,
            self.version,
            self.check()
        )
    }
}

impl FromStr for CertificateId {
    type Err = BadCertificateId;

    fn from_str(text: &str) -> Result<Self, BadCertificateId> {
        let form = BadCertificateId::Form;
        let rest = text.strip_prefix(ROOT).and_then(|r| r.strip_prefix('.'));
        let mut parts = rest.ok_or(form)?.split('.');
        let mut part = || parts.next().ok_or(form);
        let (type_code, issuer, serial, version, check) =
            (part()?, part()?, part()?, part()?, part()?);
        if parts.next().is_some() || version.len() != 3 {
            return Err(form);
        }
        let version = version.parse().map_err(|_| form)?;
        let id = Self::new(type_code, issuer, serial, version)?;
        let expected = id.check();
        if check.len() != 1 || !check.bytes().all(|c| ALPHABET.contains(&c)) {
            return Err(form);
        }
        if check.starts_with(expected) {
            Ok(id)
        } else {
            Err(BadCertificateId::Check { expected })
        }
    }
}

impl Serialize for CertificateId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CertificateId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}
