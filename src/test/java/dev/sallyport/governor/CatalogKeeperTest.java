package dev.sallyport.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A catalog keeper")
class CatalogKeeperTest {

    @Test
    @DisplayName("loads once for all changes that came while another load was under way")
    void loadsOnce() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CatalogKeeper keeper = new CatalogKeeper(
                "shop",
                _ -> {
                    if (loads.incrementAndGet() == 2) {
                        loading.countDown();
                        Awaitility.await().until(() -> go.getCount() == 0);
                    }
                    return Catalog.empty("shop");
                },
                Duration.ofHours(1));
        keeper.latest();
        List<Thread> refreshes = new ArrayList<>();
        keeper.changed();
        refreshes.add(Thread.startVirtualThread(keeper::refreshIfDue));
        loading.await();
        for (int change = 0; change < 5; change++) {
            keeper.changed();
            refreshes.add(Thread.startVirtualThread(keeper::refreshIfDue));
        }
        go.countDown();
        for (Thread refresh : refreshes) {
            refresh.join();
        }
        assertThat(loads).hasValue(3);
        assertThat(keeper.fresh()).isTrue();
    }
}
