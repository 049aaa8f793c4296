//! Randomness from `crypto.getRandomValues`, which plain http on a local network has too.

/// 16 random bytes.
fn bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok()).is_none() {
        // No browser that runs WebAssembly is without it; say so rather than repeat identities.
        panic!("this browser has no source of randomness");
    }
    bytes
}

/// A seed for the machine's choices.
pub fn seed() -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// A random UUID (version 4, RFC 9562).
pub fn uuid() -> String {
    let mut value = u128::from_be_bytes(bytes());
    value = (value & !(0xf << 76)) | (0x4 << 76);
    value = (value & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{value:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
