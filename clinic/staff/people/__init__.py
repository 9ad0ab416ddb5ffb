"""Who works here, as administrators see and change it: accounts, and invitations to have one."""
