package dev.drayage.registry.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A proxy opens no way to the host. What it says is no response of the host: nobody may believe it. */
final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    private ProxyException(String message, boolean mayPass) {
        super(message);
        this.mayPass = mayPass;
    }

    /**
     * A response instead of the connection.
     *
     * @param offered the values of {@code Proxy-Authenticate}
     */
    static ProxyException refused(Proxies.Proxy proxy, Origin origin, int status, List<String> offered) {
        boolean mayPass = status == 408 || status == 429 || status >= 500;
        return new ProxyException(
                "the proxy " + proxy + " opens no connection to " + origin.authority() + " (" + status + ")"
                        + hint(proxy, origin, status, offered),
                mayPass);
    }

    private static String hint(Proxies.Proxy proxy, Origin origin, int status, List<String> offered) {
        String variable = origin.scheme() + "_proxy";
        return switch (status) {
            case 407 -> {
                boolean takesBasic = offered.isEmpty()
                        || offered.stream().anyMatch(value -> value.toLowerCase(Locale.ROOT)
                                .startsWith("basic"));
                if (!takesBasic) {
                    yield "; it wants another kind of credentials than the user name and password (Basic) that are supported";
                }
                yield proxy.user().isPresent()
                        ? "; it does not take the user name and password in " + variable
                        : "; it wants a user name and password: http://USER:PASSWORD@" + proxy + " in " + variable;
            }
            case 403 -> "; it does not allow that, ask whoever runs it or name the registry in no_proxy";
            case 400, 404, 405, 501 -> "; see whether it is a proxy, or name the registry in no_proxy";
            default -> status >= 500 ? "; it could not reach that host, or failed itself" : "";
        };
    }

    /** No connection to the proxy itself. */
    static ProxyException unreachable(Proxies.Proxy proxy, Origin origin, String why) {
        return new ProxyException("the proxy " + proxy + ", named by " + origin.scheme() + "_proxy: " + why, false);
    }

    /** Whether it may be otherwise a moment later. */
    boolean mayPass() {
        return mayPass;
    }
}
