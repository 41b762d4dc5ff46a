/** How fast rows are moved and compared: what the operator has asked for, and what the application in the same databases bears. */
package io.migratingjdbc.admin.pace;
