package dev.drayage.server.http;

import java.time.Duration;

/**
 * A request and its response, when nothing of them is to come any more. Texts are the client's and may be anything.
 *
 * @param method the method, such as {@code GET}
 * @param path the path as it was sent, without the query; empty if there was none that could be read
 * @param namespace the registry that the client means by {@code ?ns=}; empty if it names none
 * @param status the status of the response
 * @param received bytes of the body of the request that were read
 * @param sent bytes of the body of the response that were sent
 * @param isWhole whether the response was sent to its end
 * @param time how long it took from the first byte of the request on
 * @param client the address of the client, without its port
 * @param user who sent it; empty if nobody proved who he is
 * @param userAgent what the client calls itself; empty if it does not
 */
public record EndedExchange(
        String method,
        String path,
        String namespace,
        int status,
        long received,
        long sent,
        boolean isWhole,
        Duration time,
        String client,
        String user,
        String userAgent) {}
