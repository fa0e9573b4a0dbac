//! A time-stamping service on the network: RFC 3161 §3.4 over HTTP or HTTPS. The token proves itself, so plain HTTP is
//! as good; HTTPS trusts the roots of the operating system.

use std::sync::Arc;
use std::time::Duration;

use signature::TimeStamping;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How long the service is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// A token has a few kilobytes.
const MAX_REPLY: u64 = 1 << 20;

/// A service at an address.
#[derive(Debug)]
pub struct TimeService {
    url: String,
}

impl TimeService {
    /// The service at this address; nothing is sent yet.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
        }
    }
}

impl TimeStamping for TimeService {
    fn reply(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(
                rustls::crypto::aws_lc_rs::default_provider(),
            ))
            .build();
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .tls_config(tls)
            .build()
            .into();
        let mut answer = agent
            .post(&self.url)
            .content_type("application/timestamp-query")
            .send(request)
            .map_err(|error| format!("служба {} не ответила: {error}", self.url))?;
        answer
            .body_mut()
            .with_config()
            .limit(MAX_REPLY)
            .read_to_vec()
            .map_err(|error| format!("ответ службы {} не прочитан: {error}", self.url))
    }
}
