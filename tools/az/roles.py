"""Mends `az role`: it reads `config` of SDK clients that call it `_config` since they were generated anew."""


def mend():
    from azure.mgmt.authorization.v2018_01_01_preview.operations import RoleDefinitionsOperations
    from azure.mgmt.authorization.v2020_04_01_preview.operations import RoleAssignmentsOperations

    for operations in (RoleDefinitionsOperations, RoleAssignmentsOperations):
        if not hasattr(operations, "config"):
            operations.config = property(lambda self: self._config)
