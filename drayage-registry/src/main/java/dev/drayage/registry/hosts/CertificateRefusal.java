package dev.drayage.registry.hosts;

import dev.drayage.json.Quotes;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Why certificates of a server were refused, in words that go on after {@code the certificate of HOST}. */
final class CertificateRefusal {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;
    private static final int MAX_NAMES = 5;

    private static final String UNCHECKED =
            "; skip_verify = true in DIR/HOST:PORT/hosts.toml of option hostFolders DIR goes without the check";
    private static final String TRUST_IT =
            "; if that is right, option hostFolders DIR trusts the certificates DIR/HOST:PORT/*.crt";

    private CertificateRefusal() {}

    /**
     * The refusal in words.
     *
     * @param chain what the server showed, its own certificate first
     * @param refusal what the Java runtime says of it
     * @param isForOther whether all is well but the name
     * @param problem what keeps certificates of the system from being trusted; empty for nothing
     */
    static CertificateException of(
            X509Certificate[] chain, CertificateException refusal, boolean isForOther, String problem) {
        return new CertificateException(describe(chain, refusal, isForOther, problem), refusal);
    }

    private static String describe(
            X509Certificate[] chain, CertificateException refusal, boolean isForOther, String problem) {
        if (chain.length == 0) {
            return "is missing" + UNCHECKED;
        }
        if (isForOther) {
            return "is for " + names(chain[0]) + " and not for that name; check the name" + UNCHECKED;
        }
        for (int i = 0; i < chain.length; i++) {
            X509Certificate certificate = chain[i];
            String whose = i == 0
                    ? ""
                    : "is signed by " + name(certificate.getSubjectX500Principal()) + ", whose certificate ";
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException e) {
                return whose + "expired on " + day(certificate.getNotAfter()) + "; it has to be renewed there"
                        + UNCHECKED;
            } catch (CertificateNotYetValidException e) {
                return whose + "is valid from " + day(certificate.getNotBefore())
                        + " on, which is to come; check the clock of this machine" + UNCHECKED;
            }
        }
        if (isOfUnknownIssuer(refusal)) {
            X500Principal issuer = chain[chain.length - 1].getIssuerX500Principal();
            boolean isOwn = issuer.equals(chain[0].getSubjectX500Principal());
            return "is not trusted: "
                    + (isOwn ? "it is signed by itself alone, as " : "it comes from an unknown issuer, ")
                    + name(issuer) + (problem.isEmpty() ? "" : "; " + problem) + TRUST_IT;
        }
        return "is not trusted: " + deepest(refusal).getMessage() + UNCHECKED;
    }

    /** Whether the Java runtime found no way from the chain to a certificate that is trusted. */
    static boolean isOfUnknownIssuer(CertificateException refusal) {
        return deepest(refusal) instanceof CertPathBuilderException;
    }

    private static Throwable deepest(Throwable refusal) {
        Throwable deepest = refusal;
        for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        return deepest;
    }

    private static LocalDate day(Date date) {
        return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
    }

    private static String name(X500Principal principal) {
        return Quotes.quote(principal.getName());
    }

    private static String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<?> name : alternatives(certificate)) {
            if (name.get(0).equals(DNS_NAME) || name.get(0).equals(ADDRESS)) {
                names.add(Quotes.quote(String.valueOf(name.get(1))));
            }
        }
        if (names.isEmpty()) {
            return name(certificate.getSubjectX500Principal());
        }
        boolean isLong = names.size() > MAX_NAMES;
        return String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size()))) + (isLong ? ", ..." : "");
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
