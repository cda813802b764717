"""Makes samples that say how they were made: text of generators, and manifests that are really signed.

    pip install pillow==13.0.0 c2pa-python==0.38.1 cryptography
    python scripts/media-samples/provenance.py

Writes into electron/media/testing/samples; what it wrote is committed. The certificate is of nobody and thrown away.
"""
import datetime
import io
import json
from pathlib import Path

from c2pa import Builder, C2paSignerInfo, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

OUT = Path(__file__).parents[2] / "electron/media/testing/samples"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"

PARAMETERS = (
    "빨간 하이힐, studio light\nsecond line\nNegative prompt: blurry, lowres\n"
    'Steps: 24, Sampler: DPM++ 2M, CFG scale: 6.5, Seed: 1234567890, Size: 48x32, Model: sd_xl_base_1.0, '
    'Lora hashes: "a: 1, b: 2", Version: v1.10.1'
)

GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 18446744073709551615 // 4096 * 4096,
            "steps": 20,
            "cfg": 7.5,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1,
            "model": ["4", 0],
            "positive": ["6", 0],
            "negative": ["7", 0],
            "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd_xl_base_1.0.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 48, "height": 32, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "겨울 신발 on snow", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text, watermark", "clip": ["4", 1]}},
}


def picture():
    return Image.linear_gradient("L").resize((48, 32)).convert("RGB")


def generators():
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + PARAMETERS.encode("utf-16-be")
    picture().save(OUT / "a1111.jpg", exif=exif)
    exif = Image.Exif()
    exif[0x010F] = "workflow:" + json.dumps({"nodes": [], "note": "x" * 70_000})
    exif[0x0110] = "prompt:" + json.dumps(GRAPH)
    picture().save(OUT / "comfyui.webp", exif=exif)


def signer():
    def named(name):
        return x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Samples"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )

    def certificate(subject, key, issuer, issuer_key, is_authority):
        now = datetime.datetime(2026, 1, 1)
        usage = dict.fromkeys(
            (
                "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
                "decipher_only",
            ),
            False,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not is_authority, key_cert_sign=is_authority, crl_sign=is_authority, **usage
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
            )
        )
        if not is_authority:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
            )
        return builder.sign(issuer_key, hashes.SHA256())

    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    chain = [
        certificate("Nobody", key, "Nobody's authority", authority, False),
        certificate("Nobody's authority", authority, "Nobody's authority", authority, True),
    ]
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Signer.from_info(C2paSignerInfo(b"es256", pem, private, None))


def signed(data, mime, actions, name, ingredient=None):
    builder = Builder.from_json(
        json.dumps(
            {
                "claim_generator_info": [{"name": name, "version": "2.1"}],
                "title": "sample",
                "assertions": [{"label": "c2pa.actions", "data": {"actions": actions}}],
            }
        )
    )
    if ingredient is not None:
        about = {"title": "before", "relationship": "componentOf"}
        builder.add_ingredient(json.dumps(about), mime, io.BytesIO(ingredient))
    target = io.BytesIO()
    builder.sign(signer(), mime, io.BytesIO(data), target)
    return target.getvalue()


def manifests():
    made = {
        "action": "c2pa.created",
        "digitalSourceType": SOURCE_TYPE + "trainedAlgorithmicMedia",
        "softwareAgent": {"name": "Sample Image Model", "version": "3"},
    }
    edited = {
        "action": "c2pa.edited",
        "digitalSourceType": SOURCE_TYPE + "compositeWithTrainedAlgorithmicMedia",
    }
    photo = {"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE + "digitalCapture"}
    for suffix, mime in (("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp"), ("avif", "image/avif")):
        target = io.BytesIO()
        picture().save(target, {"jpg": "jpeg"}.get(suffix, suffix))
        whole = signed(target.getvalue(), mime, [made], "Sample Generator")
        (OUT / f"claimed.{suffix}").write_bytes(whole)
        if suffix == "jpg":
            again = signed(target.getvalue(), mime, [photo], "Sample Camera")
            (OUT / "claimed-photo.jpg").write_bytes(again)
            composite = signed(target.getvalue(), mime, [{"action": "c2pa.created"} | photo, edited], "Sample Editor", again)
            (OUT / "claimed-composite.jpg").write_bytes(composite)


if __name__ == "__main__":
    generators()
    manifests()
