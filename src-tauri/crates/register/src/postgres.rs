//! The shared register of a department: PostgreSQL 15 or newer, over TLS unless it stands on this machine.

use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _, Connection as _};
use url::{Host, Url};

use crate::error::RegisterError;
use crate::store::{Engine, Store};

/// Opens the register at `postgres://user:password@host/database` and brings its structure up to this program's.
///
/// # Errors
/// [`RegisterError::BadUrl`], [`RegisterError::NotAllowed`] for a plain connection to another machine,
/// [`RegisterError::Unreachable`], [`RegisterError::TooNew`].
pub async fn open(url: &str) -> Result<Store, RegisterError> {
    sqlx::any::install_default_drivers();
    let url = guarded(url)?;
    let options = AnyConnectOptions::from_url(&url)?.disable_statement_logging();
    // A pool tries again and again until its time is over: a server that is not there is known at the first try.
    AnyConnection::connect_with(&options).await?.close().await?;
    let pool = AnyPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(20))
        .after_connect(|connection, _| {
            Box::pin(async move {
                // An officer waits for another's transaction, but not for one that hangs.
                sqlx::raw_sql(
                    "SET lock_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s'",
                )
                .execute(connection)
                .await
                .map(|_| ())
            })
        })
        .connect_with(options)
        .await
        .map_err(|error| match error {
            sqlx::Error::PoolTimedOut => RegisterError::Unreachable("нет ответа".to_owned()),
            other => other.into(),
        })?;
    new_enough(&pool).await?;
    Store::over(pool, Engine::Postgres).await
}

/// An address that never sends people's data in the clear over a network.
fn guarded(text: &str) -> Result<Url, RegisterError> {
    // The text may hold a password, so the error does not.
    let bad = || RegisterError::BadUrl("postgres://…".to_owned());
    let mut url = Url::parse(text).map_err(|_| bad())?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(bad());
    }
    let said = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let mode = said("sslmode").or_else(|| said("ssl-mode"));
    if is_here(&url, said("host").as_deref()) {
        return Ok(url);
    }
    match mode.as_deref() {
        None => {
            url.query_pairs_mut().append_pair("sslmode", "verify-full");
            Ok(url)
        }
        Some("require" | "verify-ca" | "verify-full") => Ok(url),
        Some(_) => Err(RegisterError::NotAllowed(
            "Без TLS реестр открывается только на этом же компьютере: укажите sslmode=verify-full"
                .to_owned(),
        )),
    }
}

fn is_here(url: &Url, socket: Option<&str>) -> bool {
    if let Some(host) = socket {
        return host.starts_with('/');
    }
    match url.host() {
        None => true,
        Some(Host::Domain(name)) => {
            // `postgres://%2Frun%2Fpostgresql/…` names a socket.
            name.eq_ignore_ascii_case("localhost")
                || name.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("%2F"))
                // In an address of this scheme a number stays a name.
                || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
    }
}

const OLDEST: i64 = 150_000;

async fn new_enough(pool: &AnyPool) -> Result<(), RegisterError> {
    let version: i64 = sqlx::query_scalar("SELECT current_setting('server_version_num')::bigint")
        .fetch_one(pool)
        .await?;
    if version < OLDEST {
        return Err(RegisterError::NotAllowed(format!(
            "Нужен PostgreSQL 15 или новее, а на сервере {}",
            version / 10_000
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_never_sent_in_the_clear_over_a_network() {
        assert_eq!(
            guarded("postgres://a@db.example/z").unwrap().query(),
            Some("sslmode=verify-full")
        );
        assert!(guarded("postgres://a@db.example/z?sslmode=verify-ca").is_ok());
        for weak in ["disable", "allow", "prefer"] {
            let error = guarded(&format!("postgres://a@10.0.0.7/z?sslmode={weak}")).unwrap_err();
            assert_eq!(error.code(), "register_not_allowed");
        }
        for here in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpostgresql"] {
            assert_eq!(
                guarded(&format!("postgres://a@{here}/z")).unwrap().query(),
                None,
                "{here}"
            );
        }
        assert!(
            !guarded("mysql://a:secret@h/z")
                .unwrap_err()
                .to_string()
                .contains("secret")
        );
    }
}
