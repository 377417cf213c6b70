//! Certificate chains of the shapes that public authorities issue, sent by OpenSSL.

use heapless_tls_interop::{
    NAME,
    client::fetch,
    pki::{
        Algorithm::{self, P256, P384, Rsa2048, Rsa3072, Rsa4096},
        Certificate, Chain, Key, Profile,
    },
    reference,
    servers::openssl,
};

/// A self-signed authority.
fn root(name: &str, algorithm: Algorithm) -> Certificate {
    let hash = if matches!(algorithm, P384) {
        "sha384"
    } else {
        "sha256"
    };
    root_with_hash(name, algorithm, hash)
}

fn root_with_hash(name: &str, algorithm: Algorithm, hash: &str) -> Certificate {
    Profile::authority(&format!("/O=Test/CN={name}"))
        .hash(hash)
        .issue(name, &Key::new(name, algorithm), None)
}

/// An authority under `issuer`.
fn authority(name: &str, algorithm: Algorithm, hash: &str, issuer: &Certificate) -> Certificate {
    Profile::authority(&format!("/O=Test/CN={name}"))
        .hash(hash)
        .issue(name, &Key::new(name, algorithm), Some(issuer))
}

/// The same authority, by name and key, under another issuer.
fn cross_signed(authority: &Certificate, name: &str, issuer: &Certificate) -> Certificate {
    Profile::authority(&format!("/O=Test/CN={name}")).issue(
        &format!("{name}-cross"),
        &authority.key,
        Some(issuer),
    )
}

/// A server's certificate under `issuer`.
fn leaf(name: &str, algorithm: Algorithm, hash: &str, issuer: &Certificate) -> Certificate {
    Profile::server(&[NAME])
        .hash(hash)
        .issue(name, &Key::new(name, algorithm), Some(issuer))
}

/// Expects both clients to get a response over a chain.
fn accepted(name: &str, sent: &[&Certificate], roots: &[&Certificate]) {
    let chain = Chain::new(name, sent, roots);
    let server = openssl(&chain, &[]);
    let reference = reference::fetch(server.port, &chain).expect("the reference client accepts it");
    let ours = fetch(server.port, &chain, Default::default()).expect(name);
    for response in [reference, ours.response] {
        assert!(
            response.starts_with(b"HTTP/1.0 200 "),
            "{name}: {}",
            response.escape_ascii()
        );
    }
}

/// Expects both clients to refuse a chain.
fn refused(name: &str, sent: &[&Certificate], roots: &[&Certificate]) {
    let chain = Chain::new(name, sent, roots);
    let server = openssl(&chain, &[]);
    reference::fetch(server.port, &chain).expect_err("the reference client refuses it");
    let error = fetch(server.port, &chain, Default::default()).expect_err(name);
    assert!(error.contains("Tls(Certificate("), "{name}: {error}");
}

#[test]
fn lets_encrypt_p256_under_p384_cross_signed_by_rsa_4096() {
    let x1 = root("le-x1", Rsa4096);
    let x2 = root("le-x2", P384);
    let cross = cross_signed(&x2, "le-x2", &x1);
    let e8 = authority("le-e8", P384, "sha384", &x2);
    let leaf = leaf("le-ecdsa", P256, "sha384", &e8);
    accepted("le-ecdsa-x1", &[&leaf, &e8, &cross], &[&x1]);
    accepted("le-ecdsa-x2", &[&leaf, &e8], &[&x2]);
    accepted("le-ecdsa-x2-cross-sent", &[&leaf, &e8, &cross], &[&x2]);
    accepted("le-ecdsa-root-sent", &[&leaf, &e8, &x2], &[&x2]);
    accepted("le-ecdsa-out-of-order", &[&leaf, &cross, &e8], &[&x1]);
    accepted(
        "le-ecdsa-both-roots-sent",
        &[&leaf, &x1, &x2, &cross, &e8],
        &[&x1],
    );
    accepted("le-ecdsa-intermediate-trusted", &[&leaf], &[&e8]);
    refused("le-ecdsa-without-cross", &[&leaf, &e8], &[&x1]);
}

#[test]
fn lets_encrypt_rsa_2048_under_rsa_4096() {
    let x1 = root("le-rsa-x1", Rsa4096);
    let r12 = authority("le-r12", Rsa2048, "sha256", &x1);
    accepted(
        "le-rsa",
        &[&leaf("le-rsa-leaf", Rsa2048, "sha256", &r12), &r12],
        &[&x1],
    );
    accepted(
        "le-rsa-p256",
        &[&leaf("le-rsa-p256-leaf", P256, "sha256", &r12), &r12],
        &[&x1],
    );
}

#[test]
fn google_p256_under_p384_cross_signed_by_rsa() {
    let r1 = root("gts-globalsign", Rsa2048);
    let r4 = root("gts-r4", P384);
    let cross = cross_signed(&r4, "gts-r4", &r1);
    let we1 = authority("gts-we1", P256, "sha384", &r4);
    let leaf = leaf("gts-leaf", P256, "sha256", &we1);
    accepted("gts", &[&leaf, &we1], &[&r4]);
    accepted("gts-cross", &[&leaf, &we1, &cross], &[&r1]);
}

#[test]
fn google_rsa() {
    let r1 = root("gts-r1", Rsa4096);
    let wr1 = authority("gts-wr1", Rsa2048, "sha256", &r1);
    accepted(
        "gts-rsa",
        &[&leaf("gts-rsa-leaf", Rsa2048, "sha256", &wr1), &wr1],
        &[&r1],
    );
}

#[test]
fn amazon_rsa_with_two_cross_signed_roots() {
    let starfield_old = root("amazon-starfield-class-2", Rsa2048);
    let starfield = root("amazon-starfield-g2", Rsa2048);
    let starfield_cross = cross_signed(&starfield, "amazon-starfield-g2", &starfield_old);
    let ca1 = root("amazon-ca-1", Rsa2048);
    let ca1_cross = cross_signed(&ca1, "amazon-ca-1", &starfield);
    let m02 = authority("amazon-m02", Rsa2048, "sha256", &ca1);
    let leaf = leaf("amazon-leaf", Rsa2048, "sha256", &m02);
    let sent = [&leaf, &m02, &ca1_cross, &starfield_cross];
    accepted("amazon-ca-1-trusted", &sent, &[&ca1]);
    accepted("amazon-starfield-trusted", &sent, &[&starfield]);
    accepted("amazon-class-2-trusted", &sent, &[&starfield_old]);
}

#[test]
fn amazon_p256_throughout() {
    let ca3 = root("amazon-ca-3", P256);
    let m04 = authority("amazon-m04", P256, "sha256", &ca3);
    accepted(
        "amazon-ec",
        &[&leaf("amazon-ec-leaf", P256, "sha256", &m04), &m04],
        &[&ca3],
    );
}

#[test]
fn digicert_rsa_and_p384() {
    let g2 = root("digicert-g2", Rsa2048);
    let ca1 = authority("digicert-rsa-ca1", Rsa2048, "sha256", &g2);
    accepted(
        "digicert-rsa",
        &[&leaf("digicert-leaf", Rsa2048, "sha256", &ca1), &ca1],
        &[&g2],
    );
    let g3 = root("digicert-g3", P384);
    let ca = authority("digicert-ecc-ca1", P384, "sha384", &g3);
    accepted(
        "digicert-ecc",
        &[&leaf("digicert-ecc-leaf", P256, "sha384", &ca), &ca],
        &[&g3],
    );
    accepted(
        "digicert-p384",
        &[&leaf("digicert-p384-leaf", P384, "sha384", &ca), &ca],
        &[&g3],
    );
}

#[test]
fn sectigo_p256_under_p384_cross_signed_by_rsa_4096_with_sha384() {
    let usertrust = root("usertrust-rsa", Rsa4096);
    let e46 = authority("sectigo-e46", P384, "sha384", &usertrust);
    let e36 = authority("sectigo-e36", P256, "sha384", &e46);
    accepted(
        "sectigo",
        &[&leaf("sectigo-leaf", P256, "sha256", &e36), &e36, &e46],
        &[&usertrust],
    );
    let r46 = authority("sectigo-r46", Rsa4096, "sha384", &usertrust);
    let r36 = authority("sectigo-r36", Rsa3072, "sha384", &r46);
    let leaf = leaf("sectigo-rsa-leaf", Rsa2048, "sha384", &r36);
    accepted("sectigo-rsa", &[&leaf, &r36, &r46], &[&usertrust]);
}

#[test]
fn sha384_and_sha512_where_the_key_suggests_sha256() {
    let root = root("hashes-root", P256);
    let p384 = root_with_hash("hashes-p384", P384, "sha256");
    let rsa = root_with_hash("hashes-rsa", Rsa2048, "sha512");
    accepted(
        "hashes-p256",
        &[&leaf("hashes-p256-leaf", P256, "sha384", &root)],
        &[&root],
    );
    accepted(
        "hashes-384",
        &[&leaf("hashes-384-leaf", P384, "sha256", &p384)],
        &[&p384],
    );
    accepted(
        "hashes-512",
        &[&leaf("hashes-512-leaf", Rsa2048, "sha512", &rsa)],
        &[&rsa],
    );
}

#[test]
fn rsa_leaf_keys_of_3072_and_4096_bits() {
    let root = root("wide-root", Rsa2048);
    accepted(
        "wide-3072",
        &[&leaf("wide-3072-leaf", Rsa3072, "sha384", &root)],
        &[&root],
    );
    accepted(
        "wide-4096",
        &[&leaf("wide-4096-leaf", Rsa4096, "sha512", &root)],
        &[&root],
    );
}

#[test]
fn leaf_with_100_names() {
    let root = root("names-root", P256);
    let names: Vec<_> = (0..99)
        .map(|i| format!("a-long-name-for-a-host-of-one-of-many-customers-{i:03}.example"))
        .collect();
    let mut names: Vec<_> = names.iter().map(String::as_str).collect();
    names.push(NAME);
    let key = Key::new("names-leaf", P256);
    let leaf = Profile::server(&names).issue("names-leaf", &key, Some(&root));
    accepted("names", &[&leaf], &[&root]);
}

#[test]
fn wildcard_name() {
    let root = root("wildcard-root", P256);
    let key = Key::new("wildcard-leaf", P256);
    let right = Profile::server(&["*.gigapay.example"]).issue("wildcard-leaf", &key, Some(&root));
    accepted("wildcard", &[&right], &[&root]);
    let wrong =
        Profile::server(&["*.device.gigapay.example"]).issue("wildcard-wrong", &key, Some(&root));
    refused("wildcard-below", &[&wrong], &[&root]);
}

#[test]
fn chains_of_12_and_19_kilobytes() {
    let root = root("large-root", P256);
    let ca = Profile::authority("/O=Test/CN=large-ca")
        .padding(5_000)
        .issue("large-ca", &Key::new("large-ca", P256), Some(&root));
    let key = Key::new("large-leaf", P256);
    for (name, padding) in [("large-12", 6_000), ("large-19", 13_000)] {
        let leaf = Profile::server(&[NAME])
            .padding(padding)
            .issue(name, &key, Some(&ca));
        accepted(name, &[&leaf, &ca], &[&root]);
    }
}

#[test]
fn seven_certificates() {
    let root = root("seven-root", P256);
    let mut authorities = vec![root];
    for i in 1..6 {
        let issuer = authorities.last().expect("an issuer");
        authorities.push(authority(&format!("seven-{i}"), P256, "sha256", issuer));
    }
    let leaf = leaf(
        "seven-leaf",
        P256,
        "sha256",
        authorities.last().expect("an issuer"),
    );
    let mut sent = vec![&leaf];
    sent.extend(authorities.iter().rev());
    let root = authorities.first().expect("a root");
    accepted("seven", &sent, &[root]);
    sent[1..].reverse();
    accepted("seven-reversed", &sent, &[root]);
}

#[test]
fn unknown_root_and_other_name_are_refused() {
    let root = root("bad-root", P256);
    let other = root_with_hash("bad-other", P256, "sha256");
    let good = leaf("bad-good", P256, "sha256", &root);
    accepted("bad-none", &[&good], &[&root]);
    refused("bad-unknown-root", &[&good], &[&other]);
    let key = Key::new("bad-leaf", P256);
    let named = Profile::server(&["other.example"]).issue("bad-name", &key, Some(&root));
    refused("bad-name", &[&named], &[&root]);
    let common = Profile::server(&["other.example"]).subject("/CN=device.gigapay.example");
    refused(
        "bad-cn",
        &[&common.issue("bad-cn", &key, Some(&root))],
        &[&root],
    );
}

#[test]
fn key_usages_that_rule_the_use_out_are_refused() {
    let root = root("usage-root", P256);
    let good = authority("usage-ca", P256, "sha256", &root);
    let key = Key::new("usage-bad-ca", P256);
    let bad = Profile::authority("/O=Test/CN=usage-bad-ca")
        .key_usage("cRLSign")
        .issue("usage-bad-ca", &key, Some(&root));
    let key = Key::new("usage-leaf", P256);
    let agreement = Profile::server(&[NAME]).key_usage("keyAgreement");
    let leaf_under_bad = leaf("usage-under-bad", P256, "sha256", &bad);
    let bad_leaf = agreement.issue("usage-bad-leaf", &key, Some(&good));
    // The reference client leaves key usages unchecked.
    for (name, sent) in [
        ("usage-ca", [&leaf_under_bad, &bad]),
        ("usage-leaf", [&bad_leaf, &good]),
    ] {
        let chain = Chain::new(name, &sent, &[&root]);
        let server = openssl(&chain, &[]);
        let error = fetch(server.port, &chain, Default::default()).expect_err(name);
        assert!(error.contains("WrongKeyUsage"), "{name}: {error}");
    }
}
