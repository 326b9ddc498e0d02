package dev.sallyport.export;

import java.io.IOException;
import java.util.List;

/** Where events go. One thread delivers; {@link #abandon} may come from another. */
public sealed interface Destination permits FileDestination, SyslogDestination, WebhookDestination, OtlpDestination {

    /**
     * Hands events over; when this returns, the receiver has them, as far as its protocol can tell. Bounded in time.
     *
     * @param batch at least one
     * @throws IOException when it has not, or not all of them; then all are delivered again
     */
    void deliver(List<Message> batch) throws IOException, InterruptedException;

    /** Gives up what is being delivered, and closes what is open; the next delivery opens it again. */
    void abandon();
}
