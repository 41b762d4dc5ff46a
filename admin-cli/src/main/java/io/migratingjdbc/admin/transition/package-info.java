/** From one phase to the next: what must hold before, what this process can do for it, and the steps themselves. */
package io.migratingjdbc.admin.transition;
